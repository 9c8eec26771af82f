using Cairn.Entries;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>A database that may be away, or not migrated yet.</summary>
/// <param name="database">The database; closed with this.</param>
/// <param name="postgres">Whether, and how, the schema is made first.</param>
internal sealed class PostgresLateStore(PostgresDatabase database, PostgresOptions? postgres)
    : LateStore(database.Name, PostgresStore.AppendsAtOnce)
{
    /// <summary>Where its connections come from: what moves into its logs within one transaction uses the same.</summary>
    public NpgsqlDataSource Source => database.Source;

    /// <inheritdoc cref="PostgresStore.AppendAsync(NpgsqlTransaction, LogIdentity, IReadOnlyList{SealedEntry}, long?, CancellationToken)"/>
    public ValueTask<IReadOnlyList<AppendResult>> AppendAsync(
        NpgsqlTransaction transaction,
        LogIdentity log,
        IReadOnlyList<SealedEntry> entries,
        long? people,
        CancellationToken cancellationToken) =>
        ((PostgresStore)Connected).AppendAsync(transaction, log, entries, people, cancellationToken);

    protected override async Task<ILogStore> OpenAsync(CancellationToken cancellationToken)
    {
        if (postgres?.Migrate == true
            && (await SchemaState.ReadAsync(database, cancellationToken).ConfigureAwait(false)).Version < Migration.Newest)
        {
            await new PostgresMigrator(database).MigrateAsync(postgres.Roles, cancellationToken).ConfigureAwait(false);
        }

        return await PostgresStore.OpenAsync(database, cancellationToken).ConfigureAwait(false);
    }

    protected override ValueTask CloseAsync() => database.DisposeAsync();
}
