using Cairn.Merkle;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>Logs in a PostgreSQL database. Each call takes a connection of its own; a pooler in transaction mode may stand between.</summary>
internal sealed class PostgresStore : ILogStore
{
    private readonly PostgresDatabase database;
    private readonly ReadStatements statements;
    private readonly PostgresAppender appender;
    private readonly EntryRows entries;
    private readonly SubjectLookup? subjects;

    private PostgresStore(PostgresDatabase database, SchemaState rights)
    {
        (this.database, MayAppend) = (database, rights.MayAppend);
        statements = rights.MayAppend ? ReadStatements.ByFunction : ReadStatements.ByTable(rights.MayReadSecret);
        SeesPart = !rights.MayAppend && !rights.MayReadSecret;
        (appender, entries) = (new(database), new(database));
        subjects = statements == ReadStatements.ByFunction ? new(database) : null;
    }

    public string Name => database.Name;

    // What is appended at once goes together.
    public int ConcurrentAppends => 64;

    /// <summary>Whether the login role may record.</summary>
    public bool MayAppend { get; }

    /// <summary>Whether the login role is a reader alone: rows that the policies keep from it, and the logs' secrets, look as if they were gone.</summary>
    public bool SeesPart { get; }

    /// <summary>Where its connections come from: what moves into its logs within one transaction uses the same.</summary>
    public NpgsqlDataSource Source => database.Source;

    /// <summary>Called on both sides of each append's commit; what it throws reaches the caller.</summary>
    public Action<AppendStep>? OnAppend
    {
        get => appender.OnAppend;
        set => appender.OnAppend = value;
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

    public ValueTask<IReadOnlyList<LogIdentity>> ListLogsAsync(CancellationToken cancellationToken) =>
        ReadAsync(null, statements.Logs, [], row => LogRows.AllAsync(row, cancellationToken), cancellationToken);

    public async ValueTask<LogIdentity> CreateLogAsync(LogIdentity log, CancellationToken cancellationToken) => (await CallAsync(
        LogRows.CreateSql,
        [Value.Of(log.Tenant), Value.Of(log.Generation), Value.Of(log.LogId), Value.Of(log.Origin), Value.Of(log.Secret)],
        row => LogRows.AllAsync(row, cancellationToken),
        cancellationToken).ConfigureAwait(false))[0];

    public async ValueTask<IReadOnlyList<AppendResult>> AppendAsync(LogIdentity log, IReadOnlyList<SealedEntry> entries, CancellationToken cancellationToken) =>
        await appender.AppendAsync(log, entries, cancellationToken).ConfigureAwait(false);

    /// <summary>Appends within a transaction on this database, which the caller commits; other appends to the log wait until then.</summary>
    /// <inheritdoc cref="ILogStore.AppendAsync"/>
    public async ValueTask<IReadOnlyList<AppendResult>> AppendAsync(
        NpgsqlTransaction transaction, LogIdentity log, IReadOnlyList<SealedEntry> entries, CancellationToken cancellationToken) =>
        await appender.AppendAsync(transaction, log, entries, cancellationToken).ConfigureAwait(false);

    public ValueTask<StoredHead> ReadHeadAsync(LogIdentity log, CancellationToken cancellationToken) =>
        ReadAsync(log, statements.Head, [Value.Of(log.Key)], row => LogRows.HeadAsync(row, log, cancellationToken), cancellationToken);

    public async ValueTask<IReadOnlyList<StoredEntry>> ReadEntriesAsync(LogIdentity log, long from, int count, CancellationToken cancellationToken) =>
        await entries.ReadAsync(log, IndexRange.Of(from, count), cancellationToken).ConfigureAwait(false);

    public ValueTask<long?> FindAsync(LogIdentity log, Guid eventId, CancellationToken cancellationToken) => ReadAsync(
        log,
        statements.Event,
        [Value.Of(log.Key), Value.Of(eventId)],
        async row => await row.ReadAsync(cancellationToken).ConfigureAwait(false) && !row.IsDBNull(0) ? row.GetInt64(0) : (long?)null,
        cancellationToken);

    public ValueTask<IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>>> ReadTilesAsync(
        LogIdentity log, IReadOnlyCollection<TileId> tiles, CancellationToken cancellationToken) => ReadAsync(
        log,
        statements.Tiles,
        [Value.Of(log.Key), Value.Of(tiles.Select(t => t.Level).ToArray()), Value.Of(tiles.Select(t => t.Index).ToArray())],
        row => BesideRows.TilesAsync(row, cancellationToken),
        cancellationToken);

    public ValueTask<string?> ReadCheckpointAsync(LogIdentity log, CancellationToken cancellationToken) => ReadAsync(
        log,
        statements.Checkpoint,
        [Value.Of(log.Key)],
        async row => await row.ReadAsync(cancellationToken).ConfigureAwait(false) ? row.TextOrNull(0) : null,
        cancellationToken);

    public ValueTask<IReadOnlyList<LogProgress>> ReadProgressAsync(CancellationToken cancellationToken) =>
        ReadAsync(null, statements.Progress, [], row => LogRows.ProgressAsync(row, cancellationToken), cancellationToken);

    public async ValueTask<bool> PublishInTurnAsync(LogIdentity log, string? published, Func<string> sign, CancellationToken cancellationToken) =>
        await new SigningTurn(database, statements.Checkpoint).PublishAsync(log, published, sign, cancellationToken).ConfigureAwait(false);

    public async ValueTask PublishCheckpointAsync(LogIdentity log, string note, CancellationToken cancellationToken) => await CallAsync(
        SigningTurn.PublishSql, [Value.Of(log.Key), Value.Of(note)], _ => Task.FromResult(true), cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyDictionary<Hash, StoredSubject>> FindSubjectsAsync(LogIdentity log, IReadOnlyCollection<Hash> identifiers, CancellationToken cancellationToken)
    {
        if (identifiers.Count == 0)
        {
            return new Dictionary<Hash, StoredSubject>();
        }

        var values = SubjectLookup.Values([(log, identifiers)]);
        var found = subjects is null
            ? await ReadAsync(log, statements.Subjects, values, row => BesideRows.SubjectsAsync(row, cancellationToken), cancellationToken).ConfigureAwait(false)
            : await subjects.FindAsync(log, identifiers, cancellationToken).ConfigureAwait(false);
        return found.ToDictionary(s => s.Identifier);
    }

    public ValueTask<IReadOnlyList<StoredManifest>> ReadManifestsAsync(LogIdentity log, CancellationToken cancellationToken) =>
        ReadAsync(log, BesideRows.ManifestsSql, [Value.Of(log.Key)], row => BesideRows.ManifestsAsync(row, cancellationToken), cancellationToken);

    public async ValueTask<IReadOnlyList<StoredSubject>> ReadSubjectsAsync(LogIdentity log, long from, int count, CancellationToken cancellationToken) => await ReadAsync(
        log,
        BesideRows.SubjectsSql,
        [Value.Of(log.Key), Value.Of(IndexRange.Of(from, count).From), Value.Of(IndexRange.Of(from, count).To)],
        row => BesideRows.SubjectsAsync(row, cancellationToken),
        cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<StrayRow>> FindStraysAsync(LogIdentity log, CancellationToken cancellationToken) =>
        await new StrayRows(database, log).FindAsync(cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<StrayRow>> CheckSchemaAsync(CancellationToken cancellationToken) =>
        await new PostgresSchemaCheck(database).RunAsync(cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<StrayRow>> CheckGuardsAsync(CancellationToken cancellationToken) =>
        await database.RunAsync(connection => PostgresSchemaCheck.FlawsAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);

    public ValueTask DisposeAsync()
    {
        appender.Dispose();
        return database.DisposeAsync();
    }

    private async ValueTask<T> ReadAsync<T>(LogIdentity? log, string sql, NpgsqlParameter[] values, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancellationToken) =>
        await database.RunAsync(connection => new ReadBatch(log?.Tenant ?? "").Add(sql, values).RunAsync(connection, read, cancellationToken), cancellationToken).ConfigureAwait(false);

    private Task<T> CallAsync<T>(string sql, NpgsqlParameter[] values, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancellationToken) => database.RunAsync(
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
