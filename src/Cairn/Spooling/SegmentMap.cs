using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Cairn.Spooling;

/// <summary>
/// A segment's file in memory: what is copied here survives the process, for a twentieth of what a write costs. Linux only.
/// </summary>
/// <remarks>
/// A store into a page that the file system cannot back ends the process by SIGBUS, and one that has to wait holds up the collector. So
/// blocks are allocated beforehand, and each page is made writable by a call that answers with an error instead (MADV_POPULATE_WRITE,
/// Linux 5.14), shortly before.
/// </remarks>
internal sealed unsafe partial class SegmentMap : IDisposable
{
    private const int ReadWrite = 3;
    private const int Shared = 1;
    private const int PopulateWrite = 23;

    // The system writes pages back after seconds; until then a page that was made writable stays so.
    private const long FreshFor = 10;

    /// <summary>How much is made writable at once: a few microseconds every thirty events.</summary>
    private const int Ahead = 16 << 10;

    private const int First = sizeof(ulong);

    private readonly byte* start;
    private readonly long size;
    private long from;
    private long to;
    private long at;

    private SegmentMap(byte* start, long size)
    {
        this.start = start;
        this.size = size;
    }

    /// <summary>Allocates a file's blocks and maps it; <see langword="null"/> where that cannot be had: then write.</summary>
    public static SegmentMap? TryMake(SafeFileHandle file, long size)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        size = (size + Environment.SystemPageSize - 1) / Environment.SystemPageSize * Environment.SystemPageSize;
        if (Allocate(file, 0, 0, size) != 0)
        {
            return null; // No room, or a file system that does not promise any.
        }

        var start = Map(0, (nuint)size, ReadWrite, Shared, file, 0);
        if (start == -1)
        {
            return null;
        }

        var map = new SegmentMap((byte*)start, size);
        if (map.TryPopulate(0, 1))
        {
            return map;
        }

        map.Dispose(); // A system older than 5.14, or one that plays Linux.
        return null;
    }

    /// <summary>Whether so many bytes lie in it; if not, write them.</summary>
    public bool Holds(long offset, int length) => offset + length <= size;

    /// <exception cref="IOException">The file system does not take them.</exception>
    public void Copy(long offset, ReadOnlySpan<byte> bytes)
    {
        var now = Environment.TickCount64;
        if ((offset < from || offset + bytes.Length > to || now - at >= FreshFor) && !TryPopulate(offset, bytes.Length))
        {
            throw new IOException($"The file system does not back its own blocks (error {Marshal.GetLastPInvokeError()}).");
        }

        // The first bytes come last: a record whose writer dies in the middle has not begun.
        bytes[First..].CopyTo(new Span<byte>(start + offset + First, bytes.Length - First));
        Volatile.Write(ref *(ulong*)(start + offset), BinaryPrimitives.ReadUInt64LittleEndian(bytes));
    }

    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Unmap((nint)start, (nuint)size);
        }
    }

    private bool TryPopulate(long offset, int length)
    {
        var first = offset / Environment.SystemPageSize * Environment.SystemPageSize;
        var end = Math.Min(size, (offset + length + Ahead - 1) / Ahead * Ahead);
        if (!OperatingSystem.IsLinux() || Advise((nint)(start + first), (nuint)(end - first), PopulateWrite) != 0)
        {
            return false;
        }

        (from, to, at) = (first, end, Environment.TickCount64);
        return true;
    }

    // fallocate, not posix_fallocate: where the file system cannot, the latter writes block by block.
    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, SafeFileHandle file, long offset);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int Advise(nint address, nuint length, int advice);
}
