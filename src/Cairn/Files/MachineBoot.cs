namespace Cairn.Files;

/// <summary>
/// Tells one start of the machine from the next: what a process wrote without syncing survives the process, not the machine.
/// </summary>
internal static class MachineBoot
{
    private const string File = "/proc/sys/kernel/random/boot_id";

    /// <summary><see cref="Guid.Empty"/> where the system does not say.</summary>
    public static Guid Current { get; } = Read();

    private static Guid Read()
    {
        try
        {
            return Guid.TryParseExact(System.IO.File.ReadAllText(File).Trim(), "D", out var id) ? id : Guid.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Guid.Empty; // Another system than Linux, or /proc is hidden.
        }
    }
}
