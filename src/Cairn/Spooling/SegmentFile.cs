using System.Globalization;
using Cairn.Files;
using Microsoft.Win32.SafeHandles;

namespace Cairn.Spooling;

/// <summary>
/// A file of a slot. One thread at a time appends to it; any may read what <see cref="Length"/> covers. It stays open until all in it is
/// done: what somebody deletes, renames or replaces meanwhile is still read.
/// </summary>
internal sealed class SegmentFile : IDisposable
{
    private const string Ending = ".seg";

    private SafeFileHandle? handle; // null: it is empty, and was not opened.
    private long length;

    private SegmentFile(string path, long number, SafeFileHandle? handle, long length, SegmentHeader? header)
    {
        (Path, Number, this.handle, Header) = (path, number, handle, header);
        Volatile.Write(ref this.length, length);
    }

    public string Path { get; }

    public long Number { get; }

    /// <summary>
    /// The header this process wrote; <see langword="null"/>: another process wrote the segment. Of its own a process knows that all up to
    /// the length was written whole: whatever is not a record there was changed later.
    /// </summary>
    public SegmentHeader? Header { get; }

    /// <summary>How many bytes of whole records it has.</summary>
    public long Length => Volatile.Read(ref length);

    /// <summary>Whether its path still leads to it.</summary>
    public bool IsThere => handle is not { } open || FileIdentity.LeadsTo(Path, open);

    /// <summary>Whether somebody cut it short.</summary>
    public bool IsCut => handle is { } open && RandomAccess.GetLength(open) < Length;

    /// <summary>Makes a segment that holds a header, and nothing when that fails.</summary>
    /// <param name="folder">The slot's.</param>
    /// <param name="number">Its number.</param>
    /// <param name="header">The header.</param>
    /// <param name="bytes">The same as bytes.</param>
    /// <param name="onWrite">Called before.</param>
    public static SegmentFile Create(string folder, long number, SegmentHeader header, ReadOnlySpan<byte> bytes, Action<int>? onWrite)
    {
        var path = PathOf(folder, number);
        onWrite?.Invoke(bytes.Length);
        var handle = PrivateFile.Create(path);
        try
        {
            RandomAccess.Write(handle, bytes, 0);
            return new(path, number, handle, bytes.Length, header);
        }
        catch (Exception)
        {
            handle.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>A segment that is there already: it is not written to again.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SegmentFile Existing(string path, long number)
    {
        var info = new FileInfo(path);
        if (info.LinkTarget is not null)
        {
            throw new IOException("it is a link, and links are not followed: put the file in its place, or delete it");
        }

        if (info.Length == 0)
        {
            return new(path, number, null, 0, null); // Not opened: opening a pipe waits for somebody to write to it.
        }

        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            var file = new SegmentFile(path, number, handle, RandomAccess.GetLength(handle), null);
            Volatile.Write(ref file.length, file.Used());
            return file;
        }
        catch (Exception)
        {
            handle.Dispose();
            throw;
        }
    }

    public static string PathOf(string folder, long number) =>
        System.IO.Path.Combine(folder, number.ToString("D12", CultureInfo.InvariantCulture) + Ending);

    /// <summary>The number of a segment's path; <see langword="null"/> where it is none.</summary>
    public static long? NumberOf(string path) =>
        System.IO.Path.GetFileName(path) is { Length: 12 + 4 } name && name.EndsWith(Ending, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(0, 12), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>One write. When it returns, the bytes survive the process; when it throws, they may be there in part.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(handle!, bytes, length); // Made by Create, so it has one.
        Volatile.Write(ref length, length + bytes.Length);
    }

    /// <summary>Ends appending: cuts off what a failed write left.</summary>
    public void Seal() => RandomAccess.SetLength(handle!, length); // As above.

    /// <summary>Gives its room back to the disk; what was in it is done.</summary>
    public void Empty()
    {
        if (IsThere)
        {
            using var writable = File.OpenHandle(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.SetLength(writable, 0);
        }
    }

    /// <summary>Forces it to the disk, unless nobody needs it any more. From any thread.</summary>
    public void TrySync()
    {
        try
        {
            if (Volatile.Read(ref handle) is { } open)
            {
                RandomAccess.FlushToDisk(open);
            }
        }
        catch (ObjectDisposedException)
        {
            // All in it is done, or it lies elsewhere since a moment.
        }
    }

    /// <summary>Writes what is open to its path again, so that the next process finds it there. Not while it is appended to.</summary>
    public void Restore()
    {
        if (handle is not { } open)
        {
            return;
        }

        var temporary = Path + ".new";
        File.Delete(temporary);
        var copy = PrivateFile.Create(temporary);
        try
        {
            var bytes = new byte[64 << 10];
            for (long at = 0; at < Length;)
            {
                var read = ReadAll(at, bytes.AsSpan(0, (int)Math.Min(bytes.Length, Length - at)));
                if (read == 0)
                {
                    break; // It was cut, too.
                }

                RandomAccess.Write(copy, bytes.AsSpan(0, read), at);
                at += read;
            }

            File.Move(temporary, Path, overwrite: false);
        }
        catch (Exception)
        {
            copy.Dispose();
            File.Delete(temporary);
            throw;
        }

        Volatile.Write(ref handle, copy);
        open.Dispose();
    }

    /// <summary>Its length without zeros at its end, which a machine that stopped may leave: no record and no header ends in one.</summary>
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

    /// <summary>Reads at an offset; says how much there was.</summary>
    public int ReadAll(long offset, Span<byte> into)
    {
        var all = 0;
        for (int read; all < into.Length && (read = Read(offset + all, into[all..])) > 0; all += read)
        {
        }

        return all;
    }

    private int Read(long offset, Span<byte> into) => handle is { } open ? RandomAccess.Read(open, into, offset) : 0;

    /// <summary>Lets go of the file; what is in it stays.</summary>
    public void Dispose() => handle?.Dispose();

    /// <summary>Lets go of the file and deletes it, unless something else lies in its place.</summary>
    public void Delete()
    {
        if (IsThere)
        {
            File.Delete(Path);
        }

        Dispose();
    }
}
