using System.Runtime.InteropServices;

namespace Cairn.Sqlite;

/// <summary>
/// Whether the file that a connection has open is still the one at its path, with its write-ahead log and whole. SQLite goes on writing into
/// a file that was deleted, and behind the end of one that was cut: what it commits there is gone with the process.
/// </summary>
/// <remarks>
/// SQLite's file formats: sqlite.org/walformat.html (the header of the wal-index) and sqlite.org/fileformat2.html (that of the log).
/// </remarks>
internal sealed class FilePresence
{
    private const int IndexHeader = 48;
    private const int LogHeader = 32;
    private const int FrameHeader = 24;

    private readonly string path;
    private readonly SqliteDatabase database;
    private readonly long pageSize;
    private long largest;

    /// <param name="path">The file.</param>
    /// <param name="database">The connection that writes.</param>
    public FilePresence(string path, SqliteDatabase database)
    {
        (this.path, this.database) = (Path.GetFullPath(path), database);
        pageSize = database.Integer("PRAGMA page_size");
        largest = LengthOf(this.path) ?? 0;
    }

    /// <summary>
    /// Asked with the write lock before anything is written, and again before it is committed and after: another process folds the log in
    /// and begins it anew meanwhile at most.
    /// </summary>
    /// <exception cref="CairnStoreException">The file is not what the connection writes to.</exception>
    public void Check()
    {
        // On Windows nobody deletes or replaces a file that is open.
        if (OperatingSystem.IsWindows() || !NativeControl.IsAvailable)
        {
            return;
        }

        if (database.HasMoved || LengthOf(path) is not { } length)
        {
            throw Lost(File.Exists(path) ? "was replaced by another file" : "was deleted or moved away");
        }

        Span<byte> index = stackalloc byte[IndexHeader];
        Span<byte> again = stackalloc byte[IndexHeader];
        while (database.TryReadIndex(index))
        {
            var flaw = Flaw(length, index);
            database.TryReadIndex(again);
            if (flaw is null || again.SequenceEqual(index))
            {
                _ = flaw is null ? true : throw Lost(flaw);
                break;
            }
        }

        largest = Math.Max(largest, length);
    }

    /// <summary>Whether pages of the file were missing when it was last asked.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Whether the log that the connection has open is whole, wherever it lies: then it can be folded into the file.</summary>
    public bool IsLogWhole()
    {
        Span<byte> index = stackalloc byte[IndexHeader];
        Span<byte> head = stackalloc byte[LogHeader];
        return NativeControl.IsAvailable
            && database.TryReadIndex(index)
            && IsWhole(database.ReadLog(head), head, index);
    }

    /// <summary>Whether every page is there and can be read. That reads the whole file.</summary>
    /// <exception cref="CairnStoreException">One is not.</exception>
    public static void CheckPages(string path, SqliteDatabase database)
    {
        if (database.Text("PRAGMA integrity_check(1)") is var words && words != "ok")
        {
            throw SqliteErrors.Lost(
                $"{path} was cut while it was in use, and is damaged ({words}), so nothing more is recorded: restore a copy with everything "
                + "that was committed. Recording goes on then, with what waits in the spool.");
        }
    }

    private string? Flaw(long length, ReadOnlySpan<byte> index)
    {
        var pages = Number(index, 20);
        if (length < (pages > 0 ? Math.Min(largest, pages * pageSize) : largest))
        {
            IsCut = true;
            return $"was cut to {length} bytes";
        }

        if (!File.Exists(path + "-shm"))
        {
            return "has lost its -shm file";
        }

        Span<byte> head = stackalloc byte[LogHeader];
        return LengthOf(path + "-wal") is not { } log ? "has lost its -wal file"
            : IsWhole(log, Begin(path + "-wal", head) ? head : default, index) ? null
            : $"has another -wal file, or one that was cut: {log} bytes";
    }

    // A log without frames has the header of what it held before.
    private bool IsWhole(long length, ReadOnlySpan<byte> head, ReadOnlySpan<byte> index) => Number(index, 16) is var frames && (frames == 0
        || (length >= LogHeader + (frames * (FrameHeader + pageSize)) && !head.IsEmpty
            && head.Slice(16, 8).SequenceEqual(index.Slice(32, 8))));

    private CairnStoreException Lost(string what) => SqliteErrors.Lost(
        $"{path} {what} while it was in use, and nothing more is recorded: put the file back as it was, with its -wal file. "
        + "Recording goes on then, with what waits in the spool.");

    // In the byte order of the machine.
    private static long Number(ReadOnlySpan<byte> header, int at) => MemoryMarshal.Read<uint>(header[at..]);

    private static long? LengthOf(string file) => new FileInfo(file) is { Exists: true } info ? info.Length : null;

    // Nobody locks the log itself.
    private static bool Begin(string file, Span<byte> into)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return stream.ReadAtLeast(into, into.Length, throwOnEndOfStream: false) == into.Length;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
