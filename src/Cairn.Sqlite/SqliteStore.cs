using Cairn.Merkle;

namespace Cairn.Sqlite;

/// <summary>Logs in one SQLite file: one connection that appends, a few that read beside it.</summary>
internal sealed class SqliteStore : ILogStore
{
    /// <summary>How long an append waits for another process before it gives up.</summary>
    public static readonly TimeSpan DefaultLockTimeout = TimeSpan.FromSeconds(5);

    private readonly SqliteFile file;
    private readonly ConnectionPool readers;
    private readonly SemaphoreSlim turn = new(1, 1);

    // Touched only by whoever has the turn; null where the file is opened for reading, and after disposal.
    private SqliteDatabase? writer;
    private SqliteAppender? appender;

    private SqliteStore(SqliteFile file)
    {
        this.file = file;
        readers = new(file.OpenForReading);
    }

    public string Name => file.Name;

    // The file has one write lock.
    public int ConcurrentAppends => 1;

    /// <summary>Called on both sides of each append's commit; what it throws reaches the caller.</summary>
    public Action<AppendStep>? OnAppend { get; set; }

    /// <summary>The connection that appends, for tests.</summary>
    internal SqliteDatabase? Writer => writer;

    /// <summary>Opens the file, and checks that it is a log this version can use.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">For what.</param>
    /// <param name="lockTimeout">How long to wait for another process; <see cref="DefaultLockTimeout"/> when null.</param>
    /// <exception cref="CairnStoreException">It cannot be used: why, and how to mend it.</exception>
    public static SqliteStore Open(string path, SqliteOpenMode mode, TimeSpan? lockTimeout = null)
    {
        var store = new SqliteStore(new(path, mode, lockTimeout ?? DefaultLockTimeout));
        try
        {
            store.Connect();
            return store;
        }
        catch
        {
            store.Close();
            throw;
        }
    }

    public ValueTask<IReadOnlyList<LogIdentity>> ListLogsAsync(CancellationToken cancellationToken) => Read(LogRows.List, cancellationToken);

    public ValueTask<LogIdentity> CreateLogAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Write(database => database.InTransaction("BEGIN IMMEDIATE", () => LogRows.Create(database, log)), cancellationToken);

    public ValueTask<IReadOnlyList<AppendResult>> AppendAsync(LogIdentity log, IReadOnlyList<SealedEntry> entries, long? people, CancellationToken cancellationToken) =>
        Write<IReadOnlyList<AppendResult>>(
            database =>
            {
                // IMMEDIATE takes the file's one write lock before the head is read: indexes are given out by one process at a time.
                var results = database.InTransaction("BEGIN IMMEDIATE", () =>
                {
                    var appended = appender!.Append(log, entries); // The writer's own, made with it.
                    OnAppend?.Invoke(AppendStep.BeforeCommit);
                    return appended;
                });
                OnAppend?.Invoke(AppendStep.AfterCommit);
                return results;
            },
            cancellationToken);

    public ValueTask<StoredHead> ReadHeadAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Read(database => HeadRow.Read(database, log), cancellationToken);

    public ValueTask<IReadOnlyList<StoredEntry>> ReadEntriesAsync(LogIdentity log, long from, int count, CancellationToken cancellationToken) =>
        Read(database => EntryRows.Read(database, log, IndexRange.Of(from, count)), cancellationToken);

    public ValueTask<long?> FindAsync(LogIdentity log, Guid eventId, CancellationToken cancellationToken) =>
        Read(database => EntryRows.Find(database, log, eventId), cancellationToken);

    public ValueTask<IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>>> ReadTilesAsync(
        LogIdentity log, IReadOnlyCollection<TileId> tiles, CancellationToken cancellationToken) =>
        Read(database => TileRows.Read(database, log, tiles), cancellationToken);

    public ValueTask<string?> ReadCheckpointAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Read(database => BesideRows.Checkpoint(database, log), cancellationToken);

    public ValueTask<IReadOnlyList<LogProgress>> ReadProgressAsync(CancellationToken cancellationToken) => Read(LogRows.Progress, cancellationToken);

    public async ValueTask<bool> PublishInTurnAsync(LogIdentity log, string? published, Func<string> sign, CancellationToken cancellationToken)
    {
        await PublishCheckpointAsync(log, sign(), cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async ValueTask PublishCheckpointAsync(LogIdentity log, string note, CancellationToken cancellationToken) =>
        await Write(
            database => database.InTransaction("BEGIN IMMEDIATE", () =>
            {
                BesideRows.Publish(database, log, note);
                return true;
            }),
            cancellationToken).ConfigureAwait(false);

    public ValueTask<FoundSubjects> FindSubjectsAsync(
        LogIdentity log, IReadOnlyCollection<Hash> identifiers, CancellationToken cancellationToken) =>
        Read(database => new FoundSubjects(0, BesideRows.FindSubjects(database, log, identifiers)), cancellationToken);

    public ValueTask<IReadOnlyList<StoredManifest>> ReadManifestsAsync(LogIdentity log, string? kind, CancellationToken cancellationToken) =>
        Read(database => BesideRows.Manifests(database, log), cancellationToken);

    public ValueTask<IReadOnlyList<StoredSubject>> ReadSubjectsAsync(LogIdentity log, long from, int count, CancellationToken cancellationToken) =>
        Read(database => BesideRows.Subjects(database, log, IndexRange.Of(from, count)), cancellationToken);

    public ValueTask<IReadOnlyList<StoredAlias>> FindAliasesAsync(LogIdentity log, IReadOnlyCollection<AliasHash> identifiers, CancellationToken cancellationToken) => new([]);

    public ValueTask<IReadOnlyList<StoredAlias>> ReadAliasesAsync(LogIdentity log, long from, int count, CancellationToken cancellationToken) => new([]);

    public ValueTask<IReadOnlyList<StoredHold>> ReadHoldsAsync(LogIdentity log, CancellationToken cancellationToken) => new([]);

    public ValueTask<IReadOnlyList<StoredVerifierKey>> ReadVerifierKeysAsync(LogIdentity log, CancellationToken cancellationToken) => new([]);

    public ValueTask AddVerifierKeyAsync(LogIdentity log, long fromSize, string key, CancellationToken cancellationToken) => default;

    public ValueTask<IReadOnlyList<StrayRow>> FindStraysAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Read(database => StrayRows.Find(database, log), cancellationToken);

    public ValueTask<IReadOnlyList<StrayRow>> CheckSchemaAsync(CancellationToken cancellationToken) => Read(SqliteSchemaCheck.Of, cancellationToken);

    public ValueTask<IReadOnlyList<StrayRow>> CheckGuardsAsync(CancellationToken cancellationToken) => Read<IReadOnlyList<StrayRow>>(SqliteSchemaCheck.Guards, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync().ConfigureAwait(false);
        Close();
        turn.Release();
    }

    private void Connect()
    {
        if (file.Mode == SqliteOpenMode.ReadOnly)
        {
            readers.Add(file.OpenForReading());
            return;
        }

        writer = file.OpenForWriting();
        appender = new(writer);
    }

    private void Close()
    {
        readers.Dispose(); // First: the last connection to close folds the write-ahead log into the file, and the writer may do that.
        writer?.Dispose();
        (writer, appender) = (null, null);
    }

    private ValueTask<T> Read<T>(Func<SqliteDatabase, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(readers.Read(read));
    }

    private async ValueTask<T> Write<T>(Func<SqliteDatabase, T> write, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return write(writer ?? throw NotWritable());
        }
        finally
        {
            turn.Release();
        }
    }

    private InvalidOperationException NotWritable() => file.Mode == SqliteOpenMode.ReadOnly
        ? new InvalidOperationException($"{Name} was opened for reading.")
        : new ObjectDisposedException(nameof(SqliteStore));
}
