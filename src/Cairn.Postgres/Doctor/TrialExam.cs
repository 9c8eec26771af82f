using System.Globalization;
using System.Text.Json;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>Tries what must be refused, as the login and as every role of Cairn's that it may become.</summary>
internal sealed class TrialExam(NpgsqlConnection connection, SchemaRoles roles, Chart chart)
{
    private const string TablesSql = """
        SELECT quote_ident(c.relname), (SELECT quote_ident(a.attname) FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attidentity = '' AND a.attgenerated = '' ORDER BY a.attnum LIMIT 1)
        FROM pg_catalog.pg_class c WHERE c.relnamespace = 'cairn'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1
        """;

    private const string SelfSql = """
        SELECT current_user::text, pg_catalog.pg_is_in_recovery(), (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user),
          (SELECT coalesce(array_agg(r.rolname::text), '{}') FROM pg_catalog.pg_roles r WHERE r.rolname = ANY ($1)
            AND pg_catalog.pg_has_role(current_user, r.oid, CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER' END)),
          (SELECT coalesce(array_agg(r.rolname::text), '{}') FROM pg_catalog.pg_roles r WHERE r.rolname = ANY ($1) AND pg_catalog.pg_has_role(current_user, r.oid, 'USAGE'))
        """;

    // Each trial ends in an error, its own or ours: the block rolls back what it did, and the role.
    private const string TrySql = """
        DO $trials$
        DECLARE
          v_trial jsonb;
          v_results jsonb := '[]';
          v_stage integer;
          v_rows bigint;
        BEGIN
          FOR v_trial IN SELECT t FROM jsonb_array_elements(current_setting('cairn.trials')::jsonb) t LOOP
            v_rows := 0;
            BEGIN
              FOR v_at IN 1 .. jsonb_array_length(v_trial) LOOP
                v_stage := v_at;
                PERFORM set_config('role', v_trial -> v_at - 1 ->> 'Role', true);
                EXECUTE v_trial -> v_at - 1 ->> 'Sql';
                GET DIAGNOSTICS v_rows = ROW_COUNT;
              END LOOP;
              RAISE EXCEPTION 'went through' USING ERRCODE = 'CA999';
            EXCEPTION WHEN OTHERS THEN
              v_results := v_results || jsonb_build_object('Stage', v_stage, 'State', SQLSTATE, 'Words', SQLERRM, 'Rows', v_rows);
            END;
          END LOOP;
          PERFORM set_config('cairn.trials', v_results::text, true);
        END $trials$
        """;

    private readonly HashSet<string> becomes = [];
    private readonly HashSet<string> inherits = [];
    private bool isSuperuser;
    private bool isStandby;
    private string self = "";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await connection.RowsAsync(
            SelfSql, [Value.Of<string[]>([.. roles.Named.Select(n => n.Role).Distinct()])], Self, cancellationToken).ConfigureAwait(false);
        if (isStandby)
        {
            chart.Unchecked("forbidden statements", "were not tried: a standby refuses everything. Examine the primary");
            return;
        }

        var tables = new List<(string, string)>();
        await connection.RowsAsync(TablesSql, [], r => tables.Add((r.Text(0), r.Text(1))), cancellationToken).ConfigureAwait(false);
        List<Trial> trials = [.. OfRoles(new(tables))];
        Judge(trials, await TryAsync(trials, cancellationToken).ConfigureAwait(false));
        NotTried();
    }

    private void Self(NpgsqlDataReader row)
    {
        (self, isStandby, isSuperuser) = (row.Text(0), row.GetBoolean(1), row.GetBoolean(2));
        becomes.UnionWith(row.GetFieldValue<string[]>(3));
        inherits.UnionWith(row.GetFieldValue<string[]>(4));
    }

    private IEnumerable<Trial> OfRoles(TrialList list)
    {
        // A role that has the owner's rights without becoming it meets the triggers alone.
        foreach (var trial in list.OfRole("none", self, isSuperuser || inherits.Contains(roles.Owner), self == roles.Expiry))
        {
            yield return trial;
        }

        foreach (var role in roles.Named.Select(n => n.Role).Distinct().Where(r => r != self && becomes.Contains(r) && r != roles.Expiry))
        {
            foreach (var trial in list.OfRole(role, role, owns: role == roles.Owner, expires: false))
            {
                yield return trial;
            }
        }

        foreach (var trial in TrialList.OfFunctions(roles).Where(t => !roles.IsOne && t.Steps.All(s => becomes.Contains(s.Role))))
        {
            yield return trial;
        }

        if (becomes.Contains(roles.Owner))
        {
            foreach (var trial in TrialList.OfRows(roles.Owner, becomes.Contains(roles.Expiry) ? roles.Expiry : null))
            {
                yield return trial;
            }
        }
    }

    private async Task<List<TrialOutcome>> TryAsync(List<Trial> trials, CancellationToken cancellationToken)
    {
        var asked = JsonSerializer.Serialize(trials.Select(t => t.Steps));
        await connection.RowsAsync(
            "SELECT set_config('cairn.trials', $1, true)", [Value.Of(asked)], _ => { }, cancellationToken).ConfigureAwait(false);
        await connection.RowsAsync(TrySql, [], _ => { }, cancellationToken).ConfigureAwait(false);
        var outcomes = new List<TrialOutcome>();
        await connection.RowsAsync(
            "SELECT current_setting('cairn.trials')",
            [],
            r => outcomes = JsonSerializer.Deserialize<List<TrialOutcome>>(r.Text(0)) ?? [],
            cancellationToken).ConfigureAwait(false);
        return outcomes;
    }

    private void Judge(List<Trial> trials, List<TrialOutcome> outcomes)
    {
        var refused = 0;
        foreach (var (trial, outcome) in trials.Zip(outcomes))
        {
            if (outcome.IsRefusal(trial))
            {
                refused++;
            }
            else if (outcome.IsPassage(trial))
            {
                chart.Finding(trial.What, "was tried and not refused (and rolled back). The findings on that table say what it lacks");
            }
            else
            {
                chart.Unchecked(trial.What, $"could not be tried: {outcome.Words} ({outcome.State}). Try again when less is going on");
            }
        }

        chart.Ok(
            "forbidden statements", string.Create(CultureInfo.InvariantCulture, $"{refused} of {trials.Count} were tried and refused"));
    }

    private void NotTried()
    {
        var others = roles.Named.Select(n => n.Role).Distinct().Where(r => !becomes.Contains(r)).ToList();
        if (others.Count > 0)
        {
            chart.Note(
                "forbidden statements",
                $"were not tried as {string.Join(", ", others)}: {self} may not become them. Run doctor as a superuser for that");
        }
    }
}
