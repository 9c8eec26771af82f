using System.Globalization;
using Cairn.Files;
using Microsoft.Win32.SafeHandles;

namespace Cairn.Spooling;

/// <summary>A file of a slot. One thread at a time appends to it; any may read what <see cref="Length"/> covers.</summary>
internal sealed class SegmentFile : IDisposable
{
    private const string Ending = ".seg";

    private SafeFileHandle? handle;
    private SegmentMap? map; // Touched only by whoever appends.
    private long length;

    private SegmentFile(string path, long number, SafeFileHandle? handle, long length)
    {
        (Path, Number, this.handle) = (path, number, handle);
        Volatile.Write(ref this.length, length);
    }

    public string Path { get; }

    public long Number { get; }

    /// <summary>How many bytes of whole records it has.</summary>
    public long Length => Volatile.Read(ref length);

    /// <summary>Makes a segment that holds a header, and nothing when that fails.</summary>
    /// <param name="folder">The slot's.</param>
    /// <param name="number">Its number.</param>
    /// <param name="header">The header.</param>
    /// <param name="mapped">How many bytes of records to have room for in memory; 0: each is a write.</param>
    /// <param name="onWrite">Called before.</param>
    public static SegmentFile Create(string folder, long number, ReadOnlySpan<byte> header, int mapped, Action<int>? onWrite)
    {
        var path = System.IO.Path.Combine(folder, number.ToString("D12", CultureInfo.InvariantCulture) + Ending);
        onWrite?.Invoke(header.Length);
        var handle = PrivateFile.Create(path);
        try
        {
            RandomAccess.Write(handle, header, 0);
            return new(path, number, handle, header.Length)
            {
                map = mapped > 0 ? SegmentMap.TryMake(handle, header.Length + (long)mapped) : null
            };
        }
        catch (Exception)
        {
            handle.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>A segment that is there already: it is not written to again.</summary>
    public static SegmentFile Existing(string path, long number)
    {
        var file = new SegmentFile(path, number, null, new FileInfo(path).Length);
        Volatile.Write(ref file.length, file.Used());
        return file;
    }

    /// <summary>The number of a segment's path; <see langword="null"/> where it is none.</summary>
    public static long? NumberOf(string path) =>
        System.IO.Path.GetFileName(path) is { Length: 12 + 4 } name && name.EndsWith(Ending, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(0, 12), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>
    /// One write, or one copy. When it returns, the bytes survive the process; when it throws, they may be there in part.
    /// </summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (map is not null && map.Holds(length, bytes.Length))
        {
            map.Copy(length, bytes);
        }
        else
        {
            RandomAccess.Write(handle!, bytes, length); // Made by Create, so it has one.
        }

        Volatile.Write(ref length, length + bytes.Length);
    }

    /// <summary>Ends appending: cuts off what a failed write left, and the room nobody needed.</summary>
    public void Seal()
    {
        map?.Dispose();
        map = null;
        RandomAccess.SetLength(handle!, length); // Still that of Create: it is let go of once a successor is there.
    }

    /// <summary>Forces it to the disk. From any thread: by a handle of its own, as whoever reads it may let go of the other one.</summary>
    public void Sync()
    {
        using var own = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(own);
    }

    /// <summary>The same, unless it was deleted.</summary>
    public void TrySync()
    {
        try
        {
            Sync();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Nothing is left to be forced.
        }
    }

    /// <summary>Its length without the room that was allocated and never used: no record and no header ends in a zero.</summary>
    private long Used()
    {
        Span<byte> bytes = stackalloc byte[4096];
        var end = length;
        while (end > 0)
        {
            var chunk = bytes[..(int)Math.Min(bytes.Length, end)];
            chunk = chunk[..ReadAll(end - chunk.Length, chunk)];
            var last = chunk.LastIndexOfAnyExcept((byte)0);
            if (last >= 0 || chunk.IsEmpty)
            {
                return end - chunk.Length + last + 1;
            }

            end -= chunk.Length;
        }

        return 0;
    }

    private int Read(long offset, Span<byte> into)
    {
        handle ??= File.OpenHandle(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return RandomAccess.Read(handle, into, offset);
    }

    /// <summary>Reads at an offset; says how much there was.</summary>
    public int ReadAll(long offset, Span<byte> into)
    {
        var all = 0;
        for (int read; all < into.Length && (read = Read(offset + all, into[all..])) > 0; all += read)
        {
        }

        return all;
    }

    /// <summary>Lets go of the file until it is read again. Not while it is written to.</summary>
    public void Dispose()
    {
        handle?.Dispose();
        handle = null;
    }

    public void Delete()
    {
        Dispose();
        File.Delete(Path);
    }
}
