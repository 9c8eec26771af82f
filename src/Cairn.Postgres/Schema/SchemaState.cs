using Npgsql;

namespace Cairn.Postgres;

/// <summary>What a database has of Cairn's, and what the login role may do with it.</summary>
/// <param name="Version">The schema's version; 0 where there is none.</param>
/// <param name="ServerVersion">As in <c>server_version_num</c>.</param>
/// <param name="MayAppend">Whether it may execute cairn.append.</param>
/// <param name="MayRead">Whether it may read entries, as far as the policies let it.</param>
/// <param name="MayReadSecret">Whether it may read the logs' secrets.</param>
/// <param name="Exists">Whether there is a schema of Cairn's at all.</param>
internal sealed record SchemaState(int Version, int ServerVersion, bool MayAppend, bool MayRead, bool MayReadSecret, bool Exists)
{
    /// <summary>The oldest version whose hosts may use the schema; 0 where there is none.</summary>
    public int Serves { get; init; }

    /// <summary>Whether another build of Cairn made it later: this one records and reads, and cannot judge what it does not know.</summary>
    public bool IsNewer => Version > Migration.Newest;

    private const int OldestServer = 150000;

    // By name in the catalogs: nobody needs a right on the schema to ask.
    private const string Sql = """
        SELECT current_setting('server_version_num')::integer, n.oid IS NOT NULL AND has_schema_privilege(n.oid, 'USAGE'),
          (SELECT bool_or(has_function_privilege(p.oid, 'EXECUTE')) FROM pg_catalog.pg_proc p WHERE p.pronamespace = n.oid AND p.proname = 'append'),
          (SELECT has_table_privilege(c.oid, 'SELECT') FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relname = 'entries'),
          (SELECT has_column_privilege(c.oid, 'secret', 'SELECT') FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relname = 'logs'),
          EXISTS (SELECT FROM pg_catalog.pg_proc p WHERE p.pronamespace = n.oid AND p.proname = 'append')
        FROM (VALUES ('cairn')) AS s(name) LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = s.name
        """;

    public static Task<SchemaState> ReadAsync(PostgresDatabase database, CancellationToken cancellationToken) =>
        database.RunAsync(connection => ReadAsync(connection, cancellationToken), cancellationToken);

    /// <summary>The same on a connection of the caller's.</summary>
    public static async Task<SchemaState> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (state, mayUse) = await RightsAsync(connection, cancellationToken).ConfigureAwait(false);
        if (!mayUse || !state.Exists || !(state.MayAppend || state.MayRead))
        {
            return state;
        }

        await connection.RowsAsync(
            "SELECT cairn.schema_version(), cairn.schema_serves()",
            [],
            r => state = state with { Version = r.GetInt32(0), Serves = r.GetInt32(1) },
            cancellationToken).ConfigureAwait(false);
        return state;
    }

    public bool IsSupportedServer => ServerVersion >= OldestServer;

    /// <summary>
    /// Why it cannot be used, and how to mend it; <see langword="null"/> when it can. To be said after the database's name.
    /// </summary>
    public string? Problem => this switch
    {
        { IsSupportedServer: false } => $"is PostgreSQL {ServerVersion / 10000}: Cairn needs 15 or later",
        { Exists: false } => "has no schema of Cairn's: the log is not yet immutable. Run cairn migrate",
        { Version: 0 } =>
            "has a schema of Cairn's that this login may not use: GRANT it cairn_writer to record, cairn_reader to "
            + "read, cairn_keeper to verify",
        _ when Serves > Migration.Newest =>
            $"has schema version {Version}, which serves hosts from version {Serves} on, and this Cairn knows {Migration.Newest}: "
            + "update Cairn",
        _ when Version < Migration.Newest =>
            $"has schema version {Version}, and this Cairn needs {Migration.Newest}: the log is not yet immutable. Run cairn migrate",
        _ => null,
    };

    /// <exception cref="CairnStoreException">It cannot be used: why, and how to mend it.</exception>
    public void ThrowUnlessUsable(string name)
    {
        if (Problem is { } problem)
        {
            throw new CairnStoreException($"{name} {problem}.") { NothingWritten = true, NeedsMending = true };
        }
    }

    private static async Task<(SchemaState State, bool MayUse)> RightsAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Sql, connection);
        await using (command.ConfigureAwait(false))
        {
            var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                await row.ReadAsync(cancellationToken).ConfigureAwait(false);
                return (new(0, row.GetInt32(0), Is(row, 2), Is(row, 3), Is(row, 4), Is(row, 5)), Is(row, 1));
            }
        }
    }

    private static bool Is(NpgsqlDataReader row, int at) => !row.IsDBNull(at) && row.GetBoolean(at);
}
