namespace Cairn.Cli.Tests;

/// <summary>Unix permissions; tests that need them are skipped on Windows before they come here.</summary>
internal static class Modes
{
    public static void Set(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
