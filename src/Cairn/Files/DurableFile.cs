using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Cairn.Files;

/// <summary>Writes small files so that they are whole, private and there after a power cut.</summary>
internal static partial class DurableFile
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Puts content in the place of what was there; a crash leaves the old or the new, never a mixture.</summary>
    public static void Replace(string path, string content) => Replace(path, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>The same for bytes.</summary>
    public static void Replace(string path, byte[] content)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.new"; // Its own: another process may be replacing the same file.
        try
        {
            Write(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception)
        {
            File.Delete(temporary);
            throw;
        }

        SyncFolderOf(path);
    }

    /// <summary>Makes a file that is not there yet; of two processes that try, one makes it and the other is told.</summary>
    public static bool TryCreate(string path, string content)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        Write(temporary, System.Text.Encoding.UTF8.GetBytes(content));
        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary);
            return false;
        }

        SyncFolderOf(path);
        return true;
    }

    /// <summary>Makes a folder that only its owner enters.</summary>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, Private | UnixFileMode.UserExecute);
        }
    }

    private static void Write(string path, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Private;
        }

        using var file = new FileStream(path, options);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    // A file's full path has a folder.
    private static void SyncFolderOf(string path) => SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);

    /// <summary>Makes what was made, renamed or deleted in a folder durable; .NET has no call for that.</summary>
    public static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var handle = Open(path, 0);
        if (handle >= 0)
        {
            _ = Sync(handle);
            _ = Close(handle);
        }
    }

    [UnsupportedOSPlatform("windows")]
    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [UnsupportedOSPlatform("windows")]
    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int handle);

    [UnsupportedOSPlatform("windows")]
    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
