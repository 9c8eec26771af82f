using System.Diagnostics;
using Cairn.Contracts;

namespace Cairn.Tests.Spooling;

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
    public void Cover() => Assert.True(Run("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", folder.Path));

    public void Uncover() => Assert.True(Run("umount", folder.Path));

    public void Dispose()
    {
        Run("umount", "-l", folder.Path);
        folder.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        process!.WaitForExit();
        return process.ExitCode == 0;
    }
}
