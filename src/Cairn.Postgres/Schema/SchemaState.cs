using Npgsql;

namespace Cairn.Postgres;

/// <summary>What a database has of Cairn's, and what the login role may do with it.</summary>
/// <param name="Version">The schema's version; 0 where there is none.</param>
/// <param name="ServerVersion">As in <c>server_version_num</c>.</param>
/// <param name="MayAppend">Whether it may execute cairn.append.</param>
/// <param name="MayRead">Whether it may read entries, as far as the policies let it.</param>
/// <param name="MayReadSecret">Whether it may read the logs' secrets.</param>
internal sealed record SchemaState(int Version, int ServerVersion, bool MayAppend, bool MayRead, bool MayReadSecret)
{
    private const int OldestServer = 150000;

    // By name in the catalogs: nobody needs a right on the schema to ask.
    private const string Sql = """
        SELECT current_setting('server_version_num')::integer, n.oid IS NOT NULL AND has_schema_privilege(n.oid, 'USAGE'),
          (SELECT has_function_privilege(p.oid, 'EXECUTE') FROM pg_catalog.pg_proc p WHERE p.pronamespace = n.oid AND p.proname = 'append'),
          (SELECT has_table_privilege(c.oid, 'SELECT') FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relname = 'entries'),
          (SELECT has_column_privilege(c.oid, 'secret', 'SELECT') FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relname = 'logs')
        FROM (VALUES ('cairn')) AS s(name) LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = s.name
        """;

    public static Task<SchemaState> ReadAsync(PostgresDatabase database, CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            var (state, mayUse) = await RightsAsync(connection, cancellationToken).ConfigureAwait(false);
            return mayUse && (state.MayAppend || state.MayRead) ? state with { Version = await VersionAsync(connection, cancellationToken).ConfigureAwait(false) } : state;
        },
        cancellationToken);

    /// <exception cref="CairnStoreException">It cannot be used: why, and how to mend it.</exception>
    public void ThrowUnlessUsable(string name)
    {
        if (ServerVersion < OldestServer)
        {
            throw new CairnStoreException($"{name} is PostgreSQL {ServerVersion / 10000}: Cairn needs 15 or later.");
        }

        if (Version > Migration.Newest)
        {
            throw new CairnStoreException($"{name} has schema version {Version}, and this Cairn knows {Migration.Newest}: update Cairn.");
        }

        if (Version < Migration.Newest)
        {
            throw new CairnStoreException(Version == 0
                ? $"{name} has no schema of Cairn's, or this login may not use it: the log is not yet immutable. Run cairn migrate, and GRANT the login role cairn_writer or cairn_reader."
                : $"{name} has schema version {Version}, and this Cairn needs {Migration.Newest}: run cairn migrate.");
        }
    }

    private static async Task<(SchemaState State, bool MayUse)> RightsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Sql, connection);
        await using (command.ConfigureAwait(false))
        {
            var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                await row.ReadAsync(cancellationToken).ConfigureAwait(false);
                return (new(0, row.GetInt32(0), Is(row, 2), Is(row, 3), Is(row, 4)), Is(row, 1));
            }
        }
    }

    private static async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand("SELECT cairn.schema_version()", connection);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is int version ? version : 0;
        }
    }

    private static bool Is(NpgsqlDataReader row, int at) => !row.IsDBNull(at) && row.GetBoolean(at);
}
