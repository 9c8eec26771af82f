using Cairn.Files;

namespace Cairn.Spooling;

/// <summary>The folder that the slots of all processes lie in.</summary>
internal static class SpoolFolder
{
    private const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Makes it when it is missing, tries whether locks work in it, and clears what was left half.</summary>
    /// <exception cref="CairnStoreException">Locks do not work there.</exception>
    public static void Prepare(string folder, SpoolLog log)
    {
        DurableFile.MakeFolder(folder);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & Others) != 0)
        {
            log.Open(folder);
        }

        TryLocks(folder);
        SlotFolder.ClearHalves(folder);
    }

    // Some network file systems, and a switch of .NET's, let two have one lock: then two processes would write one segment.
    private static void TryLocks(string folder)
    {
        var path = Path.Combine(folder, $"try-{Guid.NewGuid():N}");
        try
        {
            using var first = PrivateFile.Open(path, FileMode.CreateNew, FileShare.None);
            if (IsFree(path))
            {
                throw new CairnStoreException(
                    $"The spool folder {folder} is on a file system without locks: name a folder on a local disk, and do not set "
                    + "DOTNET_SYSTEM_IO_DISABLEFILELOCKING.");
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static bool IsFree(string path)
    {
        try
        {
            using var second = PrivateFile.Open(path, FileMode.OpenOrCreate, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
