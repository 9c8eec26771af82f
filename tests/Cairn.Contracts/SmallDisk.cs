using System.Diagnostics;

namespace Cairn.Contracts;

/// <summary>A small disk in memory.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TempFolder folder = new();

    /// <summary>Mounts one; <see langword="null"/> where this account may not.</summary>
    public static SmallDisk? TryMake(int mebibytes = 1)
    {
        var disk = new SmallDisk();
        if (OperatingSystem.IsLinux()
            && Environment.IsPrivilegedProcess
            && Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", disk.folder.Path))
        {
            return disk;
        }

        disk.folder.Dispose();
        return null;
    }

    public string Path => folder.Path;

    public string File(string name) => folder.File(name);

    /// <summary>Puts a read-only one over it: with files open for writing it cannot itself be made so.</summary>
    public void Cover() => Must(Run("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", folder.Path));

    /// <summary>Takes all the room there is left.</summary>
    public void Fill()
    {
        using var filler = new FileStream(File("filler"), FileMode.Append);
        try
        {
            for (var chunk = new byte[4096]; ; filler.Write(chunk))
            {
                filler.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives that back.</summary>
    public void Free() => System.IO.File.Delete(File("filler"));

    public void Uncover() => Must(Run("umount", folder.Path));

    public void Dispose()
    {
        Run("umount", "-l", folder.Path);
        folder.Dispose();
    }

    private static void Must(bool isDone)
    {
        if (!isDone)
        {
            throw new InvalidOperationException("The disk could not be mounted or unmounted.");
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        process!.WaitForExit();
        return process.ExitCode == 0;
    }
}
