using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>Logs in one SQLite file: one connection that appends, a few that read beside it.</summary>
internal sealed class SqliteStore : ILogStore, IStoreLifecycle
{
    /// <summary>The file has one write lock.</summary>
    public const int AppendsAtOnce = 1;

    /// <summary>How long an append waits for another process before it gives up.</summary>
    public static readonly TimeSpan DefaultLockTimeout = TimeSpan.FromSeconds(5);

    // Readers are done in a moment; one who is not leaves what was deleted in the write-ahead log until it is folded in next.
    private static readonly TimeSpan FoldPatience = TimeSpan.FromMilliseconds(250);

    private readonly SqliteFile file;
    private readonly ConnectionPool readers;
    private readonly SemaphoreSlim turn = new(1, 1);

    // Touched only by whoever has the turn; null where the file is opened for reading, and after disposal.
    private SqliteDatabase? writer;
    private SqliteAppender? appender;
    private FilePresence? presence;
    private readonly CommittedLogs committed;
    private bool isLost;
    private bool wasCut; // Pages were missing when it was lost: whether they are there again is asked before it is used.

    private SqliteStore(SqliteFile file)
    {
        this.file = file;
        (readers, committed) = (new(file.OpenForReading), new(file.FilePath));
    }

    public string Name => file.Name;

    public int ConcurrentAppends => AppendsAtOnce;

    public string? Trouble => file.Trouble;

    /// <summary>Says which event ids lie ahead, and whether a plan's time has come.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Called on both sides of each append's commit, and of each deletion's; what it throws reaches the caller.</summary>
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

    public ValueTask<IReadOnlyList<LogIdentity>> ListLogsAsync(CancellationToken cancellationToken) =>
        Read(LogRows.List, cancellationToken);

    public ValueTask<LogIdentity?> FindLogAsync(string tenant, CancellationToken cancellationToken) =>
        Read(database => LogRows.Newest(database, tenant), cancellationToken);

    public ValueTask<LogIdentity?> FindLogByIdAsync(string logId, CancellationToken cancellationToken) =>
        Read(database => LogRows.OfId(database, logId), cancellationToken);

    public ValueTask<LogIdentity> CreateLogAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Write(database => InFile(database, () => LogRows.Create(database, log)), cancellationToken);

    public ValueTask<IReadOnlyList<AppendResult>> AppendAsync(
        LogIdentity log,
        IReadOnlyList<SealedEntry> entries,
        long? people,
        CancellationToken cancellationToken) =>
        Write<IReadOnlyList<AppendResult>>(
            database =>
            {
                var now = Clock.GetUtcNow();
                // The writer's own, made with it.
                var results = Commit<AppendResult[]>(database, () => appender!.Append(log, entries, people, now));
                committed.See(log, results);
                return results;
            },
            cancellationToken);

    public ValueTask<StoredHead> ReadHeadAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Read(database => HeadRow.Read(database, log), cancellationToken);

    public ValueTask<IReadOnlyList<StoredEntry>> ReadEntriesAsync(
        LogIdentity log,
        long from,
        int count,
        CancellationToken cancellationToken) =>
        Read(database => EntryRows.Read(database, log, IndexRange.Of(from, count)), cancellationToken);

    public ValueTask<EntryPage> ReadPageAsync(
        LogIdentity log,
        EntryFilter filter,
        EntryCursor? after,
        int count,
        CancellationToken cancellationToken) =>
        Read(database => EntryPages.Read(database, log, filter, after, count), cancellationToken);

    public ValueTask<long> CountAsync(LogIdentity log, EntryFilter filter, long most, CancellationToken cancellationToken) =>
        Read(database => EntryPages.Count(database, log, filter, most), cancellationToken);

    public ValueTask<IReadOnlyList<string>> FindActionsAsync(
        LogIdentity log,
        string prefix,
        int most,
        CancellationToken cancellationToken) =>
        Read(database => EntryPages.Actions(database, log, prefix, most), cancellationToken);

    public ValueTask<IReadOnlyList<string>> FindTargetTypesAsync(
        LogIdentity log,
        string id,
        int most,
        CancellationToken cancellationToken) =>
        Read(database => EntryPages.TargetTypes(database, log, id, most), cancellationToken);

    public ValueTask<IReadOnlyList<StoredGroup>> CountGroupsAsync(
        LogIdentity log,
        EntryFilter filter,
        IReadOnlyList<GroupKey> keys,
        CancellationToken cancellationToken) =>
        Read(database => EntryPages.Groups(database, log, filter, keys), cancellationToken);

    public ValueTask<bool> SeesAllAsync(LogIdentity log, CancellationToken cancellationToken) => Read(_ => true, cancellationToken);

    public ValueTask<long?> FindAsync(LogIdentity log, Guid eventId, CancellationToken cancellationToken) =>
        Read(database => EntryRows.Find(database, log, eventId), cancellationToken);

    public ValueTask<IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>>> ReadTilesAsync(
        LogIdentity log, IReadOnlyCollection<TileId> tiles, CancellationToken cancellationToken) =>
        Read(database => TileRows.Read(database, log, tiles), cancellationToken);

    public ValueTask<string?> ReadCheckpointAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Read(database => BesideRows.Checkpoint(database, log), cancellationToken);

    public ValueTask<IReadOnlyList<LogProgress>> ReadProgressAsync(CancellationToken cancellationToken) =>
        Read(LogRows.Progress, cancellationToken);

    public async ValueTask<bool> PublishInTurnAsync(
        LogIdentity log,
        string? published,
        Func<string> sign,
        CancellationToken cancellationToken)
    {
        await PublishCheckpointAsync(log, sign(), cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async ValueTask PublishCheckpointAsync(LogIdentity log, string note, CancellationToken cancellationToken) =>
        await Write(
            database => InFile(database, () =>
            {
                BesideRows.Publish(database, log, note);
                return true;
            }),
            cancellationToken).ConfigureAwait(false);

    public ValueTask<FoundSubjects> FindSubjectsAsync(
        LogIdentity log, IReadOnlyCollection<Hash> identifiers, CancellationToken cancellationToken) =>
        Read(database => BesideRows.FindSubjects(database, log, identifiers), cancellationToken);

    public ValueTask<IReadOnlyList<StoredManifest>> ReadManifestsAsync(
        LogIdentity log,
        string? kind,
        CancellationToken cancellationToken) =>
        Read(database => BesideRows.Manifests(database, log, kind), cancellationToken);

    public ValueTask<IReadOnlyList<StoredSubject>> ReadSubjectsAsync(
        LogIdentity log,
        long from,
        int count,
        CancellationToken cancellationToken) =>
        Read(database => BesideRows.Subjects(database, log, IndexRange.Of(from, count)), cancellationToken);

    public ValueTask<IReadOnlyList<StoredAlias>> FindAliasesAsync(
        LogIdentity log,
        IReadOnlyCollection<AliasHash> identifiers,
        CancellationToken cancellationToken) =>
        Read(database => BesideRows.FindAliases(database, log, identifiers), cancellationToken);

    public ValueTask<IReadOnlyList<StoredAlias>> ReadAliasesAsync(
        LogIdentity log,
        long from,
        int count,
        CancellationToken cancellationToken) =>
        Read(database => BesideRows.Aliases(database, log, IndexRange.Of(from, count)), cancellationToken);

    public ValueTask<IReadOnlyList<StoredHold>> ReadHoldsAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Read(database => HoldRows.Read(database, log), cancellationToken);

    public ValueTask<IReadOnlyList<StoredVerifierKey>> ReadVerifierKeysAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Read(database => KeyRows.Verifiers(database, log), cancellationToken);

    public async ValueTask AddVerifierKeyAsync(LogIdentity log, long fromSize, string key, CancellationToken cancellationToken) =>
        await Write(
            database => InFile(database, () =>
            {
                KeyRows.AddVerifier(database, log, fromSize, key);
                return true;
            }),
            cancellationToken).ConfigureAwait(false);

    public async ValueTask<ExpiryResult> ExpireAsync(LogIdentity log, long plan, CancellationToken cancellationToken)
    {
        var (deleted, step) = (0L, new ExpiryStep(0, 0, 0, []));
        while (step.Next is { } from)
        {
            // One part after the other: appends go on between them.
            step = await Write(
                database => Commit(database, () => new SqliteLifecycle(database, log, Clock.GetUtcNow()).Expire(plan, from)),
                cancellationToken).ConfigureAwait(false);
            deleted += step.Deleted;
        }

        var persons = await Write(
            database => Commit(database, () => new SqliteLifecycle(database, log, Clock.GetUtcNow()).Leave()),
            cancellationToken).ConfigureAwait(false);
        await FoldAsync(cancellationToken).ConfigureAwait(false);
        return new(deleted, step.Gone, persons, step.Held);
    }

    public async ValueTask<ErasureResult> EraseAsync(
        LogIdentity log,
        long manifest,
        IReadOnlyCollection<long> indexes,
        CancellationToken cancellationToken)
    {
        var result = await Write(
            database => Commit(database, () => new SqliteLifecycle(database, log, Clock.GetUtcNow()).Erase(manifest, indexes)),
            cancellationToken)
            .ConfigureAwait(false);
        await FoldAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    // In one transaction: whether a month may go is one decision.
    public async ValueTask<long?> DropMonthAsync(int month, CancellationToken cancellationToken)
    {
        var dropped = await Write(database => Commit(database, () => DropMonth(database, month)), cancellationToken).ConfigureAwait(false);
        await FoldAsync(cancellationToken).ConfigureAwait(false);
        return dropped;
    }

    public ValueTask<IReadOnlyList<StoreFlaw>> FindStraysAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Read(database => StrayRows.Find(database, log), cancellationToken);

    public ValueTask<IReadOnlyList<StoreFlaw>> CheckSchemaAsync(CancellationToken cancellationToken) =>
        Read(SqliteSchemaCheck.Of, cancellationToken);

    public ValueTask<IReadOnlyList<StoreFlaw>> CheckGuardsAsync(CancellationToken cancellationToken) =>
        Read<IReadOnlyList<StoreFlaw>>(SqliteSchemaCheck.Guards, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync().ConfigureAwait(false);
        Close();
        turn.Release();
    }

    private long? DropMonth(SqliteDatabase database, int month)
    {
        var now = Clock.GetUtcNow();
        var logs = LogRows.List(database)
            .Select(log => new SqliteLifecycle(database, log, now))
            .Select(log => (Log: log, Going: log.OfMonth(month))).ToList();
        if (logs.Exists(l => l.Going is null))
        {
            return null;
        }

        foreach (var (log, going) in logs.Select(l => (l.Log, l.Going!)).Where(l => l.Item2.Count > 0)) // Asked above.
        {
            log.Drop(going);
            log.Leave();
        }

        return logs.Sum(l => (long)l.Going!.Count);
    }

    private async Task FoldAsync(CancellationToken cancellationToken) => await Write(
        database =>
        {
            database.FoldLog(FoldPatience, file.LockTimeout);
            return true;
        },
        cancellationToken).ConfigureAwait(false);

    // IMMEDIATE takes the file's one write lock before anything is read: indexes are given out by one process at a time.
    private T Commit<T>(SqliteDatabase database, Func<T> work)
    {
        var results = InFile(database, () =>
        {
            var result = work();
            OnAppend?.Invoke(AppendStep.BeforeCommit);
            return result;
        });
        OnAppend?.Invoke(AppendStep.AfterCommit);
        return results;
    }

    // On both sides of the commit: what was committed into a file that was taken away meanwhile is not in it when it comes back.
    private T InFile<T>(SqliteDatabase database, Func<T> work)
    {
        var result = database.InTransaction("BEGIN IMMEDIATE", () =>
        {
            presence!.Check(); // The writer's own, made with it.
            return work();
        });
        presence!.Check(); // The writer's own, made with it.
        return result;
    }

    private void Connect()
    {
        if (file.Mode == SqliteOpenMode.ReadOnly)
        {
            readers.Add(file.OpenForReading());
            return;
        }

        Use(file.OpenForWriting());
    }

    private void Use(SqliteDatabase database)
    {
        writer = database;
        (appender, presence) = (new(database), new(file.FilePath, database));
    }

    // The file that is there now, if it is the one that was lost: with the same logs, and everything of them that was committed.
    private SqliteDatabase Reopen()
    {
        try
        {
            Use(file.OpenAgain(database =>
            {
                committed.Check(database);
                if (wasCut)
                {
                    FilePresence.CheckPages(file.FilePath, database);
                }
            }));
            (isLost, wasCut) = (false, false);
            return writer!; // It is in use now.
        }
        catch (CairnStoreException e)
        {
            throw new CairnStoreException(e.Message, e) { NothingWritten = true, NeedsMending = true };
        }
    }

    // What is in the log that is open goes into the file that is open: then the file is whole by itself, wherever it was moved.
    private void Lose(SqliteDatabase database)
    {
        try
        {
            wasCut |= presence!.IsCut; // The writer's own, made with it.
            if (!wasCut && presence.IsLogWhole())
            {
                database.Execute("PRAGMA wal_checkpoint(FULL)");
            }
        }
        catch (CairnStoreException)
        {
            // A disk that fails: what is in the log stays there.
        }

        (writer, appender, presence, isLost) = (null, null, null, true);
        readers.Abandon();
        database.Abandon();
        database.Dispose();
    }

    private void Close()
    {
        readers.Dispose(); // First: the last connection to close folds the write-ahead log into the file, and the writer may do that.
        writer?.Dispose();
        (writer, appender, presence, isLost) = (null, null, null, false);
    }

    private ValueTask<T> Read<T>(Func<SqliteDatabase, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(readers.Read(read, cancellationToken));
    }

    private async ValueTask<T> Write<T>(Func<SqliteDatabase, T> write, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return write(writer ?? (isLost ? Reopen() : throw NotWritable()));
        }
        catch (CairnStoreException e) when (SqliteErrors.EndsConnection(e) && writer is { } database)
        {
            Lose(database);
            throw;
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
