using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// Whether tables, guards, policies, functions and rights are as Cairn makes them, whether months are made ahead, and who
/// reads round the policies.
/// </summary>
internal sealed class SchemaExam(NpgsqlConnection connection, SchemaRoles roles, SchemaState state, Chart chart)
{
    // A schema that is another's altogether would fill pages.
    private const int Most = 50;

    private const string MonthsSql = """
        SELECT to_char(m, 'YYYYMM'), (SELECT string_agg(k, ', ') FROM unnest(ARRAY['entries', 'targets', 'disclosures', 'addresses']) k
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

    // Expiring and erasing update and delete, which a table without a key refuses while that is published.
    private const string PublicationsSql = """
        SELECT p.pubname, bool_or(p.pubupdate OR p.pubdelete) FROM pg_catalog.pg_publication p JOIN pg_catalog.pg_publication_tables t USING (pubname)
        WHERE t.schemaname = 'cairn' GROUP BY 1
        """;

    private const string EventTriggersSql =
        "SELECT e.evtname, e.evtevent FROM pg_catalog.pg_event_trigger e WHERE e.evtenabled <> 'D' ORDER BY 1";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await FlawsAsync(cancellationToken).ConfigureAwait(false);
        await connection.RowsAsync(MonthsSql, [], Month, cancellationToken).ConfigureAwait(false);
        await connection.RowsAsync(
            ViewsSql,
            [Value.Of(roles.Keeper)],
            r => chart.Finding(
                $"view {r.Text(0)}",
                $"reads {r.Text(1)} with the rights of {r.Text(2)}: whoever may read the view reads every tenant. "
                + "Drop it, or make it security_invoker"),
            cancellationToken).ConfigureAwait(false);
        await connection.RowsAsync(PublicationsSql, [], Publication, cancellationToken).ConfigureAwait(false);
        await connection.RowsAsync(
            EventTriggersSql,
            [],
            r => chart.Note(
                $"event trigger {r.Text(0)}",
                $"runs at {r.Text(1)}, also when a new partition is created, with the rights of whoever creates it. Review what it does"),
            cancellationToken).ConfigureAwait(false);
    }

    private void Publication(NpgsqlDataReader row)
    {
        if (row.GetBoolean(1))
        {
            chart.Finding(
                $"publication {row.Text(0)}",
                "publishes updates or deletes of Cairn's tables: nothing can be expired or erased. ALTER PUBLICATION … "
                + "SET (publish = 'insert'), or leave the schema out");
        }
        else
        {
            chart.Note($"publication {row.Text(0)}", "copies every tenant's entries to whoever subscribes");
        }
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
        else if (state.IsNewer)
        {
            chart.Unchecked(
                "schema",
                $"is version {state.Version}, and this cairn knows {Migration.Newest}: "
                + "what later versions brought can be examined by a newer cairn only");
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
