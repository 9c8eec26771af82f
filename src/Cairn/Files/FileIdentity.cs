using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Cairn.Files;

/// <summary>Tells whether a path still leads to a file that is open: it can be deleted, renamed, or lead elsewhere after a mount.</summary>
internal static partial class FileIdentity
{
    private const int WorkingFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const uint Inode = 0x100; // STATX_INO

    // struct statx has the same layout on every architecture: see statx(2).
    private const int StatSize = 256;
    private const int InodeAt = 32;
    private const int DeviceAt = 136;

    /// <summary>Whether the path leads to this very file. Where the system does not say, whether it leads to any.</summary>
    public static bool LeadsTo(string path, SafeFileHandle open)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.Exists(path);
        }

        Span<byte> there = stackalloc byte[StatSize];
        Span<byte> mine = stackalloc byte[StatSize];
        try
        {
            return Stat(WorkingFolder, path, NoFollow, there) && Stat(open, mine)
                && there.Slice(InodeAt, sizeof(ulong)).SequenceEqual(mine.Slice(InodeAt, sizeof(ulong)))
                && there.Slice(DeviceAt, sizeof(ulong)).SequenceEqual(mine.Slice(DeviceAt, sizeof(ulong)));
        }
        catch (EntryPointNotFoundException)
        {
            return File.Exists(path); // A C library older than the call.
        }
    }

    [SupportedOSPlatform("linux")]
    private static bool Stat(SafeFileHandle open, Span<byte> answer)
    {
        var isHeld = false;
        try
        {
            open.DangerousAddRef(ref isHeld);
            return Stat((int)open.DangerousGetHandle(), "", EmptyPath, answer);
        }
        finally
        {
            if (isHeld)
            {
                open.DangerousRelease();
            }
        }
    }

    [SupportedOSPlatform("linux")]
    private static bool Stat(int folder, string path, int flags, Span<byte> answer) =>
        Statx(folder, path, flags, Inode, ref MemoryMarshal.GetReference(answer)) == 0
        && BinaryPrimitives.ReadUInt64LittleEndian(answer[InodeAt..]) != 0;

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref byte answer);
}
