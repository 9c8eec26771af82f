using System.Globalization;
using System.Text;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// The SQL that brings a database to a version, for psql as for the runner: a transaction a step, one migrator at a time, and what is done
/// is done once. A database that is newer, or was made by another build, is refused.
/// </summary>
internal sealed class MigrationScript(IReadOnlyList<Migration> migrations, SchemaRoles roles)
{
    /// <summary>The state of the notice that a step raises where it has something to do.</summary>
    private const string Found = "CA100";

    /// <summary>The version that a step found and leaves behind; <see langword="null"/> where the notice says something else.</summary>
    public static int? FoundBy(PostgresNotice notice) =>
        notice.SqlState == Found && notice.MessageText.Split(' ') is [_, var version, ..]
            ? int.Parse(version, CultureInfo.InvariantCulture)
            : null;

    /// <summary>One transaction each, in order; a step that has something to do says in a notice what it found.</summary>
    public IEnumerable<string> Steps => migrations.Select(m => roles.Substitute(Step(m, tells: true)));

    /// <summary>All of them as one text, which says nothing.</summary>
    public string Text => string.Join('\n', migrations.Select(m => roles.Substitute(Step(m, tells: false))));

    private string Step(Migration migration, bool tells)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            -- Cairn's schema for PostgreSQL, version {migration.Version}
            BEGIN;
            SET LOCAL statement_timeout = 0;
            SET LOCAL lock_timeout = '60s'; -- For another migrator.
            SELECT pg_catalog.pg_advisory_xact_lock(1128356174, -1);
            SET LOCAL lock_timeout = '2s'; -- Behind whoever waits for a table, everybody else waits too.

            """);
        text.Append(roles.IsOne ? "" : Migration.Resource("roles.sql"));
        text.Append(CultureInfo.InvariantCulture, $$"""
            DO $migrate$
            DECLARE
              v_found integer := 0;
              v_checksum text;
            BEGIN
              PERFORM pg_catalog.set_config('role', {'owner'}, true);
              IF EXISTS (SELECT FROM pg_catalog.pg_class WHERE relname = 'migrations' AND relnamespace = pg_catalog.to_regnamespace('cairn')) THEN
                SELECT coalesce(max(version), 0), max(checksum) FILTER (WHERE version = {{migration.Version}}) INTO v_found, v_checksum FROM cairn.migrations;
              END IF;
              IF v_found > {{migrations[^1].Version}} THEN
                RAISE EXCEPTION 'The schema is of version %, and this Cairn knows {{migrations[^1].Version}}: update Cairn', v_found USING ERRCODE = 'CA007';
              ELSIF v_checksum <> '{{migration.Checksum}}' THEN
                RAISE EXCEPTION 'Version {{migration.Version}} of the schema was made by another build of Cairn' USING ERRCODE = 'CA007';
              ELSIF v_found < {{migration.Version}} THEN
                {{(tells ? $"SET LOCAL client_min_messages = notice; RAISE NOTICE 'Version % of the schema becomes {migration.Version}', v_found USING ERRCODE = '{Found}';" : "")}}
                RESET ROLE;
                EXECUTE $step${{migration.Sql}}$step$;
                PERFORM pg_catalog.set_config('role', {'owner'}, true);
                INSERT INTO cairn.migrations (version, checksum, serves) VALUES ({{migration.Version}}, '{{migration.Checksum}}', {{migration.Serves}});
              END IF;
              RESET ROLE;
            END $migrate$;

            """);
        text.Append(roles.IsOne ? "" : Migration.Resource("roles_end.sql"));
        return text.Append("COMMIT;\n").ToString();
    }
}
