using Cairn.Primitives;
using SQLitePCL;

namespace Cairn.Sqlite;

/// <summary>One connection to a file, with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int NoFoldOnClose = 1006; // SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE

    private readonly sqlite3 handle;
    private readonly string path;
    private readonly Dictionary<string, SqliteStatement> statements = new(StringComparer.Ordinal);

    private SqliteDatabase(sqlite3 handle, string path) => (this.handle, this.path) = (handle, path);

    // What the triggers let go at this moment; set within a transaction, by whoever deletes.
    private Release? release;

    public TextPool Texts { get; } = new();

    /// <summary>Whether the file or its file system lets nobody write through this connection.</summary>
    public bool IsReadOnly => raw.sqlite3_db_readonly(handle, "main") == 1;

    /// <summary>Rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(handle);

    /// <param name="path">What errors call the file.</param>
    /// <param name="name">What SQLite opens: a path, or a <c>file:</c> URI where <paramref name="flags"/> allow one.</param>
    /// <param name="flags">SQLITE_OPEN_…</param>
    /// <param name="lockTimeout">How long a statement waits for another's lock.</param>
    public static SqliteDatabase Open(string path, string name, int flags, TimeSpan lockTimeout)
    {
        _ = NativeSqlite.Version;
        var code = raw.sqlite3_open_v2(name, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new SqliteDatabase(handle, path);
        if (code != raw.SQLITE_OK)
        {
            using (database)
            {
                throw database.Error();
            }
        }

        raw.sqlite3_extended_result_codes(handle, 1);
        raw.sqlite3_busy_timeout(handle, (int)lockTimeout.TotalMilliseconds);
        return database;
    }

    /// <summary>The statement for this text, prepared on first use.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
        {
            statements.Add(sql, statement = PrepareOnce(sql));
        }

        return statement;
    }

    /// <summary>A statement whose text may never come again: whoever asks for it closes it.</summary>
    public SqliteStatement PrepareOnce(string sql) =>
        raw.sqlite3_prepare_v2(handle, sql, out var prepared) == raw.SQLITE_OK ? new(this, prepared) : throw Error();

    /// <summary>Runs a statement that gives no rows, or whose rows nobody needs.</summary>
    public void Execute(string sql)
    {
        using var statement = Prepare(sql);
        statement.Run();
    }

    /// <summary>The first column of the only row.</summary>
    public long Integer(string sql)
    {
        using var row = Prepare(sql);
        return row.Read() ? row.Integer(0) : -1;
    }

    /// <summary>The first column of the only row.</summary>
    public string Text(string sql)
    {
        using var row = Prepare(sql);
        return row.Read() ? row.Text(0) ?? "" : "";
    }

    /// <summary>Does the work between <paramref name="begin"/> and COMMIT; what it throws rolls back.</summary>
    public T InTransaction<T>(string begin, Func<T> work)
    {
        var isCommitting = false;
        try
        {
            Execute(begin);
            var result = work();
            isCommitting = true;
            Execute("COMMIT");
            return result;
        }
        catch (Exception e)
        {
            Rollback();
            if (e is CairnStoreException failure)
            {
                failure.NothingWritten = !isCommitting; // A commit that failed may be found complete in the write-ahead log after a crash.
            }

            throw;
        }
    }

    /// <summary>
    /// Gives this connection the function that the triggers ask what may go. A connection without it can delete nothing that is guarded.
    /// </summary>
    public SqliteDatabase WithGuard()
    {
        // Innocuous: it only looks, so that a file whose schema is not trusted has its guards too.
        const int Innocuous = 0x200000;
        return raw.sqlite3_create_function(handle, SqliteSchema.MayGo, -1, raw.SQLITE_UTF8 | Innocuous, null, Answer) == raw.SQLITE_OK
            ? this
            : throw Error();
    }

    /// <summary>Does what may be done while this may go.</summary>
    public void Releasing(Release what, Action work)
    {
        release = what;
        try
        {
            work();
        }
        finally
        {
            release = null;
        }
    }

    /// <summary>
    /// Folds the write-ahead log into the file and empties it, so that nothing deleted is left there; what a reader still reads
    /// stays for the next time.
    /// </summary>
    public void FoldLog(TimeSpan patience, TimeSpan lockTimeout)
    {
        raw.sqlite3_busy_timeout(handle, (int)patience.TotalMilliseconds);
        try
        {
            Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        finally
        {
            raw.sqlite3_busy_timeout(handle, (int)lockTimeout.TotalMilliseconds);
        }
    }

    /// <summary>Whether another file, or none, is at its path now.</summary>
    public bool HasMoved => NativeControl.HasMoved(handle);

    /// <summary>Reads the beginning of the wal-index; false where there is none.</summary>
    public bool TryReadIndex(Span<byte> header) => NativeControl.TryReadIndex(handle, header);

    /// <summary>The length of the write-ahead log it has open, and its beginning; −1 where it has none.</summary>
    public long ReadLog(Span<byte> header) => NativeControl.ReadLog(handle, header);

    /// <summary>Ends what the connection is doing, from another thread.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(handle);

    /// <summary>
    /// Closing folds nothing in and takes no file away: what is at the path now is somebody else's.
    /// </summary>
    public void Abandon() => _ = raw.sqlite3_db_config(handle, NoFoldOnClose, 1, out _);

    /// <summary>What SQLite last said was wrong.</summary>
    public CairnStoreException Error() =>
        SqliteErrors.Explain(path, raw.sqlite3_extended_errcode(handle), raw.sqlite3_errmsg(handle).utf8_to_string());

    public void Dispose()
    {
        foreach (var statement in statements.Values)
        {
            statement.Close();
        }

        handle.Dispose();
    }

    // An exception must not go through SQLite; what cannot be told may not go.
    private void Answer(sqlite3_context context, object? data, sqlite3_value[] args)
    {
        try
        {
            raw.sqlite3_result_int(context, release?.Admits(args) == true ? 1 : 0);
        }
        catch (Exception e)
        {
            raw.sqlite3_result_error(context, e.Message);
        }
    }

    // A full disk and the like roll back by themselves; there is nothing left to do then.
    private void Rollback()
    {
        if (raw.sqlite3_get_autocommit(handle) == 0)
        {
            Execute("ROLLBACK");
        }
    }
}
