using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>Who is let in by the table of access and the host's own rule, and who stands in the way of appending and signing.</summary>
internal sealed class AccessExam(NpgsqlConnection connection, SchemaRoles roles, Chart chart)
{
    // By oid: a name is looked up in the schema only for those who may use it.
    private const string MayReadSql = """
        SELECT coalesce(bool_or(pg_catalog.has_schema_privilege(c.relnamespace, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')), false)
        FROM pg_catalog.pg_class c WHERE c.relnamespace = 'cairn'::regnamespace AND c.relname = 'access'
        """;

    private const string AccessSql = """
        SELECT a.role_name, r.oid IS NULL, (SELECT string_agg(c.rolname, ', ') FROM pg_catalog.pg_roles c
          WHERE c.rolname = ANY ($1) AND pg_catalog.pg_has_role(r.oid, c.oid, 'MEMBER')), a.operates, a.levels
        FROM (SELECT role_name, bool_or(level = 'operator') AS operates, count(*) AS levels FROM cairn.access GROUP BY 1 HAVING bool_or(level <> 'application')) a
        LEFT JOIN pg_catalog.pg_roles r ON r.rolname = a.role_name
        """;

    private const string RuleSql = """
        SELECT f.prosrc FROM pg_catalog.pg_proc f WHERE f.pronamespace = 'cairn'::regnamespace AND f.proname = 'host_access'
        """;

    // The class of locks that gives out the turn to sign, and that of migrations. Any login can take an advisory lock.
    private const string LocksSql = """
        SELECT DISTINCT a.usename, a.pid FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'advisory' AND l.granted AND l.classid IN (1128356174, 1128356175) AND l.objsubid = 2
          AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database())
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_roles w WHERE w.rolname = $1 AND pg_catalog.pg_has_role(a.usesysid, w.oid, 'MEMBER'))
        """;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var mayRead = false;
        await connection.RowsAsync(MayReadSql, [], r => mayRead = r.GetBoolean(0), cancellationToken).ConfigureAwait(false);
        if (mayRead)
        {
            await connection.RowsAsync(
                AccessSql,
                [Value.Of<string[]>([roles.Owner, roles.Writer, roles.Keeper, roles.Expiry])],
                Access,
                cancellationToken).ConfigureAwait(false);
        }
        else
        {
            chart.Note("access", "was not examined: this login may not read cairn.access. Use a login with cairn_keeper");
        }

        await connection.RowsAsync(RuleSql, [], Rule, cancellationToken).ConfigureAwait(false);
        await connection.RowsAsync(
            LocksSql,
            [Value.Of(roles.Writer)],
            r => chart.Finding(
                $"login {r.Text(0)}",
                $"holds a lock that signing or migrating waits for, and does neither: SELECT pg_terminate_backend({r.Small(1)})"),
            cancellationToken).ConfigureAwait(false);
    }

    private void Access(NpgsqlDataReader row)
    {
        if (row.GetBoolean(1))
        {
            chart.Note(
                $"access of {row.Text(0)}",
                "is for a login that does not exist: whoever makes one of that name has it. DELETE FROM cairn.access");
        }
        else if (row.GetBoolean(3) && (row.TextOrNull(2) is not null || row.Integer(4) > 1))
        {
            chart.Finding(
                $"access of {row.Text(0)}",
                "is an operator's, who reads every tenant, "
                + $"and {(row.TextOrNull(2) is { } roles ? $"the login has {roles} too" : "the login has other rows too")}: "
                + "give the operator a login of its own");
        }
        else if (row.GetBoolean(3))
        {
            chart.Note($"access of {row.Text(0)}", "is an operator's: it reads every tenant");
        }
        else if (row.TextOrNull(2) is { } more)
        {
            chart.Finding(
                $"access of {row.Text(0)}",
                $"is narrowed to tenants, and the login has {more} too: REVOKE that, or give the work to a login of its own");
        }
    }

    private void Rule(NpgsqlDataReader row)
    {
        if (!row.Text(0).Contains("WHERE false", StringComparison.Ordinal))
        {
            chart.Note("function host_access", "is your application's own: it decides who reads what. Review it");
        }
    }
}
