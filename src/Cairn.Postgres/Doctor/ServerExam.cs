using System.Globalization;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>Whether the server keeps what it has committed, and whether its clock is this host's.</summary>
internal sealed class ServerExam(NpgsqlConnection connection, TimeProvider time, Chart chart)
{
    // As a new schema has it; appends from further ahead are refused.
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan WorthKnowing = TimeSpan.FromSeconds(10);

    private const string SettingsSql = """
        SELECT current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'), current_setting('data_checksums'),
          pg_catalog.pg_is_in_recovery()
        """;

    private const string LoginsSql = """
        SELECT coalesce(nullif(s.setrole, 0::oid)::regrole::text, 'every role') FROM pg_catalog.pg_db_role_setting s, unnest(s.setconfig) c
        WHERE c = 'synchronous_commit=off' AND (s.setdatabase = 0 OR s.setdatabase = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = current_database()))
        """;

    private const string SuperusersSql = """
        SELECT a.usename, string_agg(DISTINCT coalesce(nullif(a.application_name, ''), 'a program without a name'), ', ') FROM pg_catalog.pg_stat_activity a
        JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid AND r.rolsuper WHERE a.datname = current_database() AND a.pid <> pg_catalog.pg_backend_pid() GROUP BY 1
        """;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await connection.RowsAsync(SettingsSql, [], Settings, cancellationToken).ConfigureAwait(false);
        await connection.RowsAsync(
            LoginsSql,
            [],
            r => chart.Finding(
                $"synchronous_commit of {r.Text(0)}", "is off: what is committed may be lost in a crash, appends excepted. Set it to on"),
            cancellationToken).ConfigureAwait(false);
        await connection.RowsAsync(
            SuperusersSql,
            [],
            r => chart.Note(
                $"connections of {r.Text(0)}",
                $"superuser, used by {r.Text(1)}: a superuser passes every guard. Let applications log in as one that has cairn_writer"),
            cancellationToken).ConfigureAwait(false);
        await ClockAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Settings(NpgsqlDataReader row)
    {
        Setting("fsync", row.Text(0) == "on", "is off: a crash of the machine loses or destroys the log. Set it to on");
        Setting("full_page_writes", row.Text(1) == "on", "is off: a crash of the machine may destroy pages. Set it to on");
        Setting(
            "synchronous_commit", row.Text(2) != "off", "is off: what is committed may be lost in a crash, appends excepted. Set it to on");
        if (row.Text(3) != "on")
        {
            chart.Note(
                "data_checksums",
                "are off: PostgreSQL does not notice a page that was damaged on disk, and only cairn verify finds it. "
                + "pg_checksums --enable turns them on");
        }

        if (row.GetBoolean(4))
        {
            chart.Note("server", "is a standby: look at the primary too");
        }
    }

    private void Setting(string name, bool isGood, string words)
    {
        if (isGood)
        {
            chart.Ok(name, "is on");
        }
        else
        {
            chart.Finding(name, words);
        }
    }

    private async Task ClockAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow();
        DateTime server = default;
        await connection.RowsAsync("SELECT clock_timestamp()", [], r => server = r.GetDateTime(0), cancellationToken).ConfigureAwait(false);
        var after = time.GetUtcNow();
        var skew = server - (before + ((after - before) / 2)).UtcDateTime;
        var words = string.Create(
            CultureInfo.InvariantCulture,
            $"{Math.Abs(skew.TotalSeconds):0} seconds {(skew < TimeSpan.Zero ? "behind" : "ahead of")} this host's");
        if (skew.Duration() > Allowed)
        {
            chart.Finding("clock", $"the server's is {words}: appends from a host that is too far ahead are refused. Set both right");
        }
        else if (skew.Duration() > WorthKnowing)
        {
            chart.Note("clock", $"the server's is {words}");
        }
        else
        {
            chart.Ok("clock", "the server and this host agree to within ten seconds");
        }
    }
}
