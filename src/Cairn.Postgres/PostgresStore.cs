using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Merkle;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// Logs in a PostgreSQL database. Each call takes a connection of its own; a pooler in transaction mode may stand between.
/// </summary>
internal sealed class PostgresStore : ILogStore, IStoreLifecycle
{
    /// <summary>What is appended at once goes together.</summary>
    public const int AppendsAtOnce = 64;

    private readonly PostgresDatabase database;
    private readonly ReadStatements statements;
    private readonly bool readsAll;
    private readonly PostgresAppender appender;
    private readonly EntryRows entries;
    private readonly EntryPages pages;
    private readonly SigningTurns turns;
    private readonly PostgresLifecycle lifecycle;
    private readonly LogQuery<ValueTuple, StoredHead> heads;
    private readonly LogQuery<IReadOnlyCollection<TileId>, TilePiece> tiles;
    private readonly LogQuery<ValueTuple, string?> checkpoints;
    private readonly LogQuery<IReadOnlyCollection<Hash>, (long? People, StoredSubject? Subject)> subjects;
    private readonly LogQuery<IReadOnlyCollection<AliasHash>, StoredAlias> aliases;

    private PostgresStore(PostgresDatabase database, SchemaState rights)
    {
        (this.database, MayAppend, readsAll) = (database, rights.MayAppend, rights.MayReadSecret);
        statements = MayAppend ? ReadStatements.ByFunction : ReadStatements.ByTable(rights.MayReadSecret);
        SeesPart = !MayAppend && !rights.MayReadSecret;
        (appender, entries, turns, lifecycle) = (new(database), new(database), new(database, statements.Checkpoints), new(database));
        pages = new(database, entries);
        heads = new(
            database,
            statements.Heads,
            asked => [Keys(asked)],
            row => new StoredHead(row.Integer(1), row.Bytes(2), row.Integer(3)) { People = row.Integer(4) },
            together: MayAppend);
        tiles = new(database, statements.Tiles, BesideRows.OfTiles, BesideRows.Tile, together: MayAppend);
        checkpoints = new(database, statements.Checkpoints, asked => [Keys(asked)], row => row.TextOrNull(1), together: MayAppend);
        subjects = new(
            database,
            statements.Subjects,
            BesideRows.OfSubjects,
            row => row.IsDBNull(1) ? (null, BesideRows.Subject(row, from: 2)) : (row.GetInt64(1), null),
            together: MayAppend);
        aliases = new(database, statements.Aliases, BesideRows.OfAliases, row => BesideRows.Alias(row, from: 1), together: MayAppend);
    }

    public string Name => database.Name;

    public int ConcurrentAppends => AppendsAtOnce;

    /// <summary>Whether the login role may record.</summary>
    public bool MayAppend { get; }

    /// <summary>
    /// Whether the login role is a reader alone: rows that the policies keep from it, and the logs' secrets, look as if they were gone.
    /// </summary>
    public bool SeesPart { get; }

    /// <summary>Where its connections come from: what moves into its logs within one transaction uses the same.</summary>
    public NpgsqlDataSource Source => database.Source;

    /// <summary>Called on both sides of each commit of an append or a deletion; what it throws reaches the caller.</summary>
    public Action<AppendStep>? OnAppend
    {
        get => appender.OnAppend;
        set => appender.OnAppend = lifecycle.OnCommit = value;
    }

    /// <summary>How long one append may take.</summary>
    public TimeSpan AppendLimit
    {
        get => appender.Limit;
        set => appender.Limit = value;
    }

    /// <summary>Finds out what the login role may do here, and that the schema is one this Cairn can use.</summary>
    /// <param name="database">The database; the store owns it from here on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CairnStoreException">It cannot be used: why, and how to mend it.</exception>
    public static async Task<PostgresStore> OpenAsync(PostgresDatabase database, CancellationToken cancellationToken = default)
    {
        var rights = await SchemaState.ReadAsync(database, cancellationToken).ConfigureAwait(false);
        rights.ThrowUnlessUsable(database.Name);
        return new(database, rights);
    }

    public async ValueTask<IReadOnlyList<LogIdentity>> ListLogsAsync(CancellationToken cancellationToken) => await database.RunAsync(
        connection =>
        {
            var batch = new ReadBatch("").Add(statements.Logs);
            return (statements.Keys is { } keys ? batch.Add(keys) : batch).RunAsync(
                connection, row => LogsAsync(row, cancellationToken), cancellationToken);
        },
        cancellationToken).ConfigureAwait(false);

    public ValueTask<LogIdentity?> FindLogAsync(string tenant, CancellationToken cancellationToken) =>
        FindLogAsync(tenant, null, cancellationToken);

    public ValueTask<LogIdentity?> FindLogByIdAsync(string logId, CancellationToken cancellationToken) =>
        FindLogAsync(null, logId, cancellationToken);

    public async ValueTask<LogIdentity> CreateLogAsync(LogIdentity log, CancellationToken cancellationToken)
    {
        var stored = (await CallAsync(
            LogRows.SqlOf(log),
            LogRows.Create(log),
            row => LogRows.AllAsync(row, cancellationToken),
            cancellationToken).ConfigureAwait(false))[0];
        var keys = await CallAsync(
            "SELECT log, id, purpose, key FROM cairn.read_keys($1)",
            [Value.Of(stored.Key)],
            row => LogRows.KeysAsync(row, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return stored with { Keys = new([.. keys[stored.Key]]) };
    }

    public async ValueTask<IReadOnlyList<AppendResult>> AppendAsync(
        LogIdentity log,
        IReadOnlyList<SealedEntry> entries,
        long? people,
        CancellationToken cancellationToken) =>
        await appender.AppendAsync(log, entries, people, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Appends within a transaction on this database, which the caller commits; other appends to the log wait until then.
    /// </summary>
    /// <inheritdoc cref="ILogStore.AppendAsync"/>
    public async ValueTask<IReadOnlyList<AppendResult>> AppendAsync(
        NpgsqlTransaction transaction,
        LogIdentity log,
        IReadOnlyList<SealedEntry> entries,
        long? people,
        CancellationToken cancellationToken) =>
        await appender.AppendAsync(transaction, log, entries, people, cancellationToken).ConfigureAwait(false);

    public async ValueTask<StoredHead> ReadHeadAsync(LogIdentity log, CancellationToken cancellationToken) =>
        (await heads.AskAsync(log, default, cancellationToken).ConfigureAwait(false)) is [var head, ..] ? head
            : throw new CairnStoreException(
                $"The log {log.LogId} is not in its store, or this login may not read it: check cairn.access, or restore a backup.");

    public async ValueTask<IReadOnlyList<StoredEntry>> ReadEntriesAsync(
        LogIdentity log,
        long from,
        int count,
        CancellationToken cancellationToken) =>
        await entries.ReadAsync(log, IndexRange.Of(from, count), cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyDictionary<long, EntryNumber>> ReadNumbersAsync(
        LogIdentity log,
        IReadOnlyCollection<long> indexes,
        CancellationToken cancellationToken) =>
        indexes.Count == 0 ? new Dictionary<long, EntryNumber>()
            : (await AllAsync(
                log,
                "SELECT idx, producer, seq FROM cairn.read_numbers($1, $2)",
                [Value.Of(log.Key), Value.Of(indexes.ToArray())],
                row => (Index: row.Integer(0), Number: new EntryNumber(row.TextOrNull(1), row.IsDBNull(2) ? 0 : row.Integer(2))),
                cancellationToken).ConfigureAwait(false)).ToDictionary(r => r.Index, r => r.Number);

    public async ValueTask<EntryPage> ReadPageAsync(
        LogIdentity log,
        EntryFilter filter,
        EntryCursor? after,
        int count,
        CancellationToken cancellationToken) =>
        await pages.ReadAsync(log, filter, after, count, cancellationToken).ConfigureAwait(false);

    public async ValueTask<long> CountAsync(LogIdentity log, EntryFilter filter, long most, CancellationToken cancellationToken) =>
        await pages.CountAsync(log, filter, most, cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<string>> FindActionsAsync(
        LogIdentity log,
        string prefix,
        int most,
        CancellationToken cancellationToken) =>
        await pages.ActionsAsync(log, prefix, most, cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<string>> FindTargetTypesAsync(
        LogIdentity log,
        string id,
        int most,
        CancellationToken cancellationToken) =>
        await pages.TargetTypesAsync(log, id, most, cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<StoredGroup>> CountGroupsAsync(
        LogIdentity log,
        EntryFilter filter,
        IReadOnlyList<GroupKey> keys,
        CancellationToken cancellationToken) =>
        await pages.GroupsAsync(log, filter, keys, cancellationToken).ConfigureAwait(false);

    // A keeper, or a reader whose access is not to one actor alone.
    public async ValueTask<bool> SeesAllAsync(LogIdentity log, CancellationToken cancellationToken) => readsAll || (SeesPart
        && (await AllAsync(
            log, ReadStatements.Whole, [Value.Of(log.Key)], row => row.Integer(0), cancellationToken).ConfigureAwait(false)).Count > 0);

    public ValueTask<long?> FindAsync(LogIdentity log, Guid eventId, CancellationToken cancellationToken) => ReadAsync(
        log,
        statements.Event,
        [Value.Of(log.Key), Value.Of(eventId)],
        async row => await row.ReadAsync(cancellationToken).ConfigureAwait(false) && !row.IsDBNull(0) ? row.GetInt64(0) : (long?)null,
        cancellationToken);

    public async ValueTask<IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>>> ReadTilesAsync(
        LogIdentity log,
        IReadOnlyCollection<TileId> tiles,
        CancellationToken cancellationToken)
    {
        var wanted = tiles.ToHashSet();
        return tiles.Count == 0 ? new Dictionary<TileId, ReadOnlyMemory<byte>>()
            : TilePiece.Join(
                (await this.tiles.AskAsync(log, wanted, cancellationToken).ConfigureAwait(false)).Where(p => wanted.Contains(p.Tile)));
    }

    public async ValueTask<string?> ReadCheckpointAsync(LogIdentity log, CancellationToken cancellationToken) =>
        (await checkpoints.AskAsync(log, default, cancellationToken).ConfigureAwait(false)) is [var note, ..] ? note : null;

    public ValueTask<IReadOnlyList<LogProgress>> ReadProgressAsync(CancellationToken cancellationToken) =>
        ReadAsync((string?)null, statements.Progress, [], row => LogRows.ProgressAsync(row, cancellationToken), cancellationToken);

    public async ValueTask<bool> PublishInTurnAsync(
        LogIdentity log,
        string? published,
        Func<string> sign,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await turns.PublishAsync(log, published, sign).ConfigureAwait(false);
    }

    public async ValueTask PublishCheckpointAsync(LogIdentity log, string note, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await turns.PublishAsync(log, note).ConfigureAwait(false);
    }

    public async ValueTask<FoundSubjects> FindSubjectsAsync(
        LogIdentity log,
        IReadOnlyCollection<Hash> identifiers,
        CancellationToken cancellationToken)
    {
        var wanted = identifiers.ToHashSet();
        if (wanted.Count == 0)
        {
            return new((await ReadHeadAsync(log, cancellationToken).ConfigureAwait(false)).People, new Dictionary<Hash, StoredSubject>());
        }

        var rows = await subjects.AskAsync(log, wanted, cancellationToken).ConfigureAwait(false);
        return new(
            rows.Max(r => r.People) ?? 0,
            rows.Select(r => r.Subject)
                .OfType<StoredSubject>()
                .Where(s => wanted.Contains(s.Identifier))
                .DistinctBy(s => s.Identifier)
                .ToDictionary(s => s.Identifier));
    }

    public async ValueTask<IReadOnlyList<StoredAlias>> FindAliasesAsync(
        LogIdentity log,
        IReadOnlyCollection<AliasHash> identifiers,
        CancellationToken cancellationToken)
    {
        var wanted = identifiers.ToHashSet();
        return wanted.Count == 0 ? [] : [.. (await aliases.AskAsync(log, wanted, cancellationToken).ConfigureAwait(false))
            .Where(a => wanted.Contains(a.Identifier)).Distinct()];
    }

    public ValueTask<IReadOnlyList<StoredManifest>> ReadManifestsAsync(
        LogIdentity log,
        string? kind,
        CancellationToken cancellationToken) => MayAppend && kind == ActionDeclaredManifest.Name
            ? AllAsync(log, BesideRows.DeclaredSql, [Value.Of(log.Key)], BesideRows.Manifest, cancellationToken)
            : AllAsync(log, BesideRows.ManifestsSql, [Value.Of(log.Key), Value.OfText(kind)], BesideRows.Manifest, cancellationToken);

    public ValueTask<IReadOnlyList<StoredHold>> ReadHoldsAsync(LogIdentity log, CancellationToken cancellationToken) =>
        AllAsync(log, BesideRows.HoldsSql, [Value.Of(log.Key)], BesideRows.Hold, cancellationToken);

    public ValueTask<IReadOnlyList<StoredVerifierKey>> ReadVerifierKeysAsync(LogIdentity log, CancellationToken cancellationToken) =>
        AllAsync(log, statements.VerifierKeys, [Value.Of(log.Key)], BesideRows.VerifierKey, cancellationToken);

    public async ValueTask AddVerifierKeyAsync(LogIdentity log, long fromSize, string key, CancellationToken cancellationToken) =>
        await CallAsync(
            "SELECT cairn.add_vkey($1, $2, $3)",
            [Value.Of(log.Key), Value.Of(fromSize), Value.Of(key)],
            row => row.ReadAsync(cancellationToken),
            cancellationToken).ConfigureAwait(false);

    public ValueTask<IReadOnlyList<StoredSubject>> ReadSubjectsAsync(
        LogIdentity log,
        long from,
        int count,
        CancellationToken cancellationToken) =>
        AllAsync(log, BesideRows.SubjectsSql, Places(log, from, count), row => BesideRows.Subject(row, from: 0), cancellationToken);

    public ValueTask<IReadOnlyList<StoredAlias>> ReadAliasesAsync(
        LogIdentity log,
        long from,
        int count,
        CancellationToken cancellationToken) =>
        AllAsync(log, BesideRows.AliasesSql, Places(log, from, count), row => BesideRows.Alias(row, from: 0), cancellationToken);

    public async ValueTask<ExpiryResult> ExpireAsync(LogIdentity log, long plan, CancellationToken cancellationToken) =>
        await lifecycle.ExpireAsync(log, plan, cancellationToken).ConfigureAwait(false);

    public async ValueTask<ErasureResult> EraseAsync(
        LogIdentity log,
        long manifest,
        IReadOnlyCollection<long> indexes,
        CancellationToken cancellationToken) =>
        await lifecycle.EraseAsync(log, manifest, indexes, cancellationToken).ConfigureAwait(false);

    public async ValueTask<long?> DropMonthAsync(int month, CancellationToken cancellationToken) =>
        await lifecycle.DropMonthAsync(month, cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<StoreFlaw>> FindStraysAsync(LogIdentity log, CancellationToken cancellationToken) =>
        await new StrayRows(database, log).FindAsync(cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<StoreFlaw>> CheckSchemaAsync(CancellationToken cancellationToken) =>
        await new PostgresSchemaCheck(database).RunAsync(cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<StoreFlaw>> CheckGuardsAsync(CancellationToken cancellationToken) =>
        await new PostgresSchemaCheck(database).GuardsAsync(cancellationToken).ConfigureAwait(false);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static NpgsqlParameter[] Places(LogIdentity log, long from, int count) =>
        [Value.Of(log.Key), Value.Of(IndexRange.Of(from, count).From), Value.Of(IndexRange.Of(from, count).To)];

    private async ValueTask<LogIdentity?> FindLogAsync(string? tenant, string? logId, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(
            tenant,
            statements.Log,
            [Value.OfText(tenant), Value.OfText(logId)],
            row => LogRows.AllAsync(row, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        if (found is not [var log] || statements.KeysOfLog is not { } sql)
        {
            return found is [var only] ? only : null;
        }

        var keys = await ReadAsync(
            log.Tenant,
            sql,
            [Value.Of(log.Key)],
            row => LogRows.KeysAsync(row, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return log with { Keys = new([.. keys[log.Key]]) };
    }

    private async Task<IReadOnlyList<LogIdentity>> LogsAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        var logs = await LogRows.AllAsync(row, cancellationToken).ConfigureAwait(false);
        if (statements.Keys is null)
        {
            return logs;
        }

        await row.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var keys = await LogRows.KeysAsync(row, cancellationToken).ConfigureAwait(false);
        return [.. logs.Select(l => l with { Keys = new([.. keys[l.Key]]) })];
    }

    private ValueTask<IReadOnlyList<T>> AllAsync<T>(
        LogIdentity log,
        string sql,
        NpgsqlParameter[] values,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken) =>
        ReadAsync(log, sql, values, row => BesideRows.AllAsync(row, read, cancellationToken), cancellationToken);

    private static NpgsqlParameter Keys(IReadOnlyList<(LogIdentity Log, ValueTuple Asked)> asked) =>
        Value.Of(asked.Select(a => a.Log.Key).ToArray());

    private ValueTask<T> ReadAsync<T>(
        LogIdentity? log,
        string sql,
        NpgsqlParameter[] values,
        Func<NpgsqlDataReader, Task<T>> read,
        CancellationToken cancellationToken) =>
        ReadAsync(log?.Tenant, sql, values, read, cancellationToken);

    private async ValueTask<T> ReadAsync<T>(
        string? tenant,
        string sql,
        NpgsqlParameter[] values,
        Func<NpgsqlDataReader, Task<T>> read,
        CancellationToken cancellationToken) =>
        await database.RunAsync(
            connection => new ReadBatch(tenant ?? "").Add(sql, values).RunAsync(connection, read, cancellationToken),
            cancellationToken).ConfigureAwait(false);

    private Task<T> CallAsync<T>(
        string sql,
        NpgsqlParameter[] values,
        Func<NpgsqlDataReader, Task<T>> read,
        CancellationToken cancellationToken) =>
        database.RunAsync(
            async connection =>
            {
                var command = new NpgsqlCommand(sql, connection);
                command.Parameters.AddRange(values);
                await using (command.ConfigureAwait(false))
                {
                    var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                    await using (row.ConfigureAwait(false))
                    {
                        return await read(row).ConfigureAwait(false);
                    }
                }
            },
            cancellationToken);
}
