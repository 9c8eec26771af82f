namespace Cairn.Files;

/// <summary>Tells a disk without room from one that fails in another way.</summary>
internal static class DiskFull
{
    // ENOSPC, EDQUOT of Linux and of macOS, ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL.
    public static bool Is(Exception e) => e is IOException && (e.HResult & 0xFFFF) is 28 or 122 or 69 or 112 or 39;
}
