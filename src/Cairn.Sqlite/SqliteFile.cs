using SQLitePCL;

namespace Cairn.Sqlite;

/// <summary>A log's file: opens connections to it, and says in one line what is wrong when it cannot.</summary>
internal sealed class SqliteFile
{
    // The write-ahead log is folded in at 32 MiB, and may be a little larger while somebody reads.
    private const long UsualLog = 64L << 20;
    private const long LargeLog = 2 * UsualLog;

    private const int Writing = raw.SQLITE_OPEN_READWRITE;
    private const int Reading = raw.SQLITE_OPEN_READONLY;

    // The longest SQLite may be asked to wait, in milliseconds of an int.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly string path;
    private readonly TimeSpan lockTimeout;

    /// <param name="path">As the user wrote it: errors repeat it so.</param>
    /// <param name="mode">For what it is opened.</param>
    /// <param name="lockTimeout">How long to wait for another process.</param>
    public SqliteFile(string path, SqliteOpenMode mode, TimeSpan lockTimeout)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(lockTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lockTimeout, Longest);
        (this.path, Mode, this.lockTimeout) = (path, mode, lockTimeout);
        if (Directory.Exists(path))
        {
            throw new CairnStoreException($"{path} is a folder: name a file in it.");
        }
    }

    public SqliteOpenMode Mode { get; }

    public string Name => NameOf(path);

    public TimeSpan LockTimeout => lockTimeout;

    /// <summary>The file, as the user wrote it.</summary>
    public string FilePath => path;

    private string FullPath => Path.GetFullPath(path);

    /// <summary>What a person calls it.</summary>
    public static string NameOf(string path) => $"sqlite:{path}";

    /// <summary>What its operator should see to; <see langword="null"/>: nothing.</summary>
    public string? Trouble => new FileInfo($"{FullPath}-wal") is { Exists: true, Length: > LargeLog and var length }
        ? $"{path}-wal has grown to {length >> 20} MiB, because somebody has been reading {path} in one transaction "
            + "for long: end that program (a backup, a shell), and the file becomes small again"
        : null;

    /// <summary>A connection that appends. Makes the file and its tables when they are not there.</summary>
    public SqliteDatabase OpenForWriting()
    {
        NewFile.Touch(path);
        return OpenForWriting(mayMake: true);
    }

    /// <summary>The same for a file that was in use: what is not there, or empty, is not made anew.</summary>
    /// <param name="check">Says whether it is that file.</param>
    public SqliteDatabase OpenAgain(Action<SqliteDatabase> check) => File.Exists(path)
        ? Checked(OpenForWriting(mayMake: false), check)
        : throw SqliteErrors.Lost(
            $"{path} was deleted or moved away while it was in use, and nothing more is recorded: put the file back as it was, with its -wal "
            + "file. Recording goes on then, with what waits in the spool.");

    private SqliteDatabase OpenForWriting(bool mayMake) => Checked(
        Connect(FullPath, Writing),
        database =>
        {
            if (database.IsReadOnly)
            {
                throw new CairnStoreException($"{path} is read-only: recording needs write permission for the file and its folder.");
            }

            var header = HeaderOf(database);
            (header.IsEmpty && mayMake ? SqliteCreation.Create(database, lockTimeout) : header).Check(path);
            database.Execute("PRAGMA synchronous = FULL"); // With WAL, anything less may lose commits in a power cut.
            // 64 MiB: with SQLite's 2, an append into a log of some 100,000 entries reads index pages again and again.
            database.Execute("PRAGMA cache_size = -65536");
            // 32 MiB: the same index pages change in batch after batch, and are folded in once for many.
            database.Execute("PRAGMA wal_autocheckpoint = 4000");
            // What a reader that stayed too long made of the write-ahead log is given back once it has gone.
            database.Execute($"PRAGMA journal_size_limit = {UsualLog}");
            database.Execute("PRAGMA secure_delete = ON"); // What is erased must be gone from the file, not just from its tables.
        });

    /// <summary>A connection that reads; it never makes a file, and writes nothing a reader could notice.</summary>
    public SqliteDatabase OpenForReading()
    {
        if (!File.Exists(path))
        {
            throw new CairnStoreException($"There is no log at {path}: check the path, or record a first event there.");
        }

        try
        {
            // Beside a recorder, a connection that could write also tidies up after itself when it closes.
            return Readable(Connect(FullPath, Mode == SqliteOpenMode.ReadOnly ? Reading : Writing));
        }
        catch (CairnStoreException e)
            when (SqliteErrors.CodeOf(e) is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY && Mode == SqliteOpenMode.ReadOnly)
        {
            return OpenFrozen(e);
        }
    }

    // SQLite reads a WAL file's log only where it may write a file of locks beside it; a log nobody writes can be read without.
    private SqliteDatabase OpenFrozen(CairnStoreException cause)
    {
        if (new FileInfo($"{FullPath}-wal") is { Exists: true, Length: > 0 })
        {
            throw new CairnStoreException(
                $"{path} has entries in {path}-wal, which this user cannot read without write permission: "
                + "copy both files to a folder of your own and read them there.",
                cause);
        }

        return Readable(Connect(
            $"file:{Uri.EscapeDataString(FullPath).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1",
            Reading | raw.SQLITE_OPEN_URI));
    }

    private SqliteDatabase Readable(SqliteDatabase database) => Checked(database, opened =>
    {
        HeaderOf(opened).Check(path);
        opened.Execute("PRAGMA query_only = ON");
    });

    // In one transaction: another process may be making the tables.
    private static SqliteHeader HeaderOf(SqliteDatabase database) => database.InTransaction("BEGIN", () => SqliteHeader.Read(database));

    private SqliteDatabase Connect(string name, int flags) => SqliteDatabase.Open(path, name, flags, lockTimeout).WithGuard();

    private static SqliteDatabase Checked(SqliteDatabase database, Action<SqliteDatabase> check)
    {
        try
        {
            check(database);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
