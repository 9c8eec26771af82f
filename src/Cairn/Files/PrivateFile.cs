using Microsoft.Win32.SafeHandles;

namespace Cairn.Files;

/// <summary>Files that only their owner reads.</summary>
internal static class PrivateFile
{
    private const FileShare Others = FileShare.ReadWrite | FileShare.Delete;

    /// <summary>Makes a file that is not there yet, and opens it.</summary>
    public static SafeFileHandle Create(string path)
    {
        // File.OpenHandle takes no mode, so the file is made first.
        Open(path, FileMode.CreateNew, Others).Dispose();
        return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, Others);
    }

    /// <summary>Whether anything lies at a path: also a link that leads nowhere.</summary>
    public static bool IsTaken(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    public static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
