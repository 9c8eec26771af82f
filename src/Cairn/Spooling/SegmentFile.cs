using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Cairn;

/// <summary>A file of a slot. One thread at a time appends to it; any may read what <see cref="Length"/> covers.</summary>
internal sealed class SegmentFile : IDisposable
{
    private const string Ending = ".seg";

    private SafeFileHandle? handle;
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
    public static SegmentFile Create(string folder, long number, ReadOnlySpan<byte> header, Action<int>? onWrite)
    {
        var path = System.IO.Path.Combine(folder, number.ToString("D12", CultureInfo.InvariantCulture) + Ending);
        onWrite?.Invoke(header.Length);
        var handle = PrivateFile.Create(path);
        try
        {
            RandomAccess.Write(handle, header, 0);
            return new(path, number, handle, header.Length);
        }
        catch (Exception)
        {
            handle.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>A segment that is there already: it is not written to again.</summary>
    public static SegmentFile Existing(string path, long number) => new(path, number, null, new FileInfo(path).Length);

    /// <summary>The number of a segment's path; <see langword="null"/> where it is none.</summary>
    public static long? NumberOf(string path) =>
        System.IO.Path.GetFileName(path) is { Length: 12 + 4 } name && name.EndsWith(Ending, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(0, 12), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>One write. When it fails, nothing more is in the segment than before, as far as the disk lets one say so.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(handle!, bytes, length); // Made by Create, so it has one.
        Volatile.Write(ref length, length + bytes.Length);
    }

    /// <summary>Cuts off what a failed write left.</summary>
    public void CutTail() => RandomAccess.SetLength(handle!, length);

    /// <summary>Forces it to the disk. From any thread: by a handle of its own, as whoever reads it may let go of the other one.</summary>
    public void Sync()
    {
        using var own = File.OpenHandle(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.FlushToDisk(own);
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
