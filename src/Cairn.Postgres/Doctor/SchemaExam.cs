using Npgsql;

namespace Cairn.Postgres;

/// <summary>Whether tables, guards, policies, functions and rights are as Cairn makes them, whether months are made ahead, and who reads round the policies.</summary>
internal sealed class SchemaExam(NpgsqlConnection connection, SchemaRoles roles, Chart chart)
{
    // A schema that is another's altogether would fill pages.
    private const int Most = 50;

    private const string MonthsSql = """
        SELECT to_char(m, 'YYYYMM'), (SELECT string_agg(k, ', ') FROM unnest(ARRAY['entries', 'targets', 'disclosures']) k
          WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relnamespace = 'cairn'::regnamespace AND c.relname = k || '_' || to_char(m, 'YYYYMM')))
        FROM (SELECT (now() AT TIME ZONE 'UTC') + n * interval '1 month' FROM generate_series(0, 1) n) AS x(m)
        """;

    // A view that runs with the rights of somebody whom no policy narrows, or keeps a copy.
    private const string ViewsSql = """
        SELECT DISTINCT v.oid::regclass::text, t.oid::regclass::text, pg_catalog.pg_get_userbyid(v.relowner)
        FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid JOIN pg_catalog.pg_class v ON v.oid = r.ev_class
        JOIN pg_catalog.pg_class t ON t.oid = d.refobjid JOIN pg_catalog.pg_roles o ON o.oid = v.relowner
        WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
          AND t.relnamespace = 'cairn'::regnamespace AND v.relnamespace <> t.relnamespace
          AND (v.relkind = 'm' OR NOT coalesce(v.reloptions && ARRAY['security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false)
            AND (o.rolsuper OR o.rolbypassrls OR EXISTS (
              SELECT FROM pg_catalog.pg_roles k WHERE k.rolname = $1 AND pg_catalog.pg_has_role(o.oid, k.oid, 'USAGE'))))
        """;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await FlawsAsync(cancellationToken).ConfigureAwait(false);
        await connection.RowsAsync(MonthsSql, [], Month, cancellationToken).ConfigureAwait(false);
        await connection.RowsAsync(
            ViewsSql,
            [Value.Of(roles.Keeper)],
            r => chart.Finding($"view {r.Text(0)}", $"reads {r.Text(1)} with the rights of {r.Text(2)}: whoever may read the view reads every tenant. Drop it, or make it security_invoker"),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task FlawsAsync(CancellationToken cancellationToken)
    {
        var flaws = await PostgresSchemaCheck.FlawsAsync(connection, cancellationToken).ConfigureAwait(false);
        foreach (var flaw in flaws.Take(Most))
        {
            chart.Finding(flaw.Member, $"{flaw.Words}. Find out who did that; cairn migrate --script shows what Cairn makes");
        }

        if (flaws.Count > Most)
        {
            chart.Finding("schema", $"{flaws.Count - Most} more of its parts are not as Cairn makes them");
        }
        else if (flaws.Count == 0)
        {
            chart.Ok("schema", "tables, partitions, triggers, policies, functions and rights are as Cairn makes them");
        }
    }

    private void Month(NpgsqlDataReader row)
    {
        if (row.TextOrNull(1) is { } missing)
        {
            chart.Finding($"month {row.Text(0)}", $"has no partition of {missing}. Make them: SELECT cairn.make_months(3)");
        }
        else
        {
            chart.Ok($"month {row.Text(0)}", "has its partitions");
        }
    }
}
