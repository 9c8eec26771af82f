using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>Whether Cairn's roles are what they should be, who may become which, and who is beyond every guard.</summary>
internal sealed class RoleExam(NpgsqlConnection connection, SchemaRoles roles, SchemaState state, Chart chart)
{
    private const string RolesSql = """
        SELECT n.name, r.oid IS NOT NULL, concat_ws(', ', CASE WHEN r.rolcanlogin THEN 'NOLOGIN' END, CASE WHEN r.rolsuper THEN 'NOSUPERUSER' END, CASE WHEN r.rolbypassrls THEN 'NOBYPASSRLS' END,
          CASE WHEN r.rolcreaterole THEN 'NOCREATEROLE' END, CASE WHEN r.rolcreatedb THEN 'NOCREATEDB' END, CASE WHEN r.rolreplication THEN 'NOREPLICATION' END)
        FROM unnest($1::text[]) n(name) LEFT JOIN pg_catalog.pg_roles r ON r.rolname = n.name
        """;

    // Before PostgreSQL 16 every membership inherits and may SET ROLE.
    private const string MembersSql = """
        SELECT r.rolname, m.rolname, coalesce((to_jsonb(a) ->> 'set_option')::boolean, true) OR coalesce((to_jsonb(a) ->> 'inherit_option')::boolean, true)
        FROM pg_catalog.pg_auth_members a JOIN pg_catalog.pg_roles r ON r.oid = a.roleid JOIN pg_catalog.pg_roles m ON m.oid = a.member
        WHERE r.rolname = ANY ($1) OR m.rolname = ANY ($1) ORDER BY 1, 2
        """;

    private const string DefaultsSql = """
        SELECT DISTINCT pg_catalog.pg_get_userbyid(d.defaclrole), a.privilege_type, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(a.grantee)::text END
        FROM pg_catalog.pg_default_acl d, pg_catalog.aclexplode(d.defaclacl) a WHERE pg_catalog.pg_get_userbyid(d.defaclrole) = ANY ($1) AND a.grantee <> d.defaclrole
        """;

    private const string BeyondSql = """
        SELECT r.rolname, concat_ws(', ', CASE WHEN r.rolsuper THEN 'superuser' END, CASE WHEN r.rolbypassrls AND NOT r.rolsuper THEN 'no policy counts for it' END,
          CASE WHEN r.rolreplication AND NOT r.rolsuper THEN 'copies the whole server' END,
          CASE WHEN r.rolcreaterole AND NOT r.rolsuper AND current_setting('server_version_num')::integer < 160000 THEN 'may give itself any role' END,
          (SELECT string_agg(g.rolname, ', ') FROM pg_catalog.pg_roles g WHERE g.rolname IN ('pg_write_server_files', 'pg_execute_server_program', 'pg_read_server_files')
            AND pg_catalog.pg_has_role(r.oid, g.oid, 'MEMBER') AND NOT r.rolsuper))
        FROM pg_catalog.pg_roles r WHERE r.rolcanlogin
        """;

    private string[] Names => [.. roles.Named.Select(n => n.Role).Distinct()];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (roles.IsOne)
        {
            OneRole();
        }
        else
        {
            await connection.RowsAsync(RolesSql, [Value.Of(Names)], Role, cancellationToken).ConfigureAwait(false);
            await connection.RowsAsync(MembersSql, [Value.Of(Names)], Member, cancellationToken).ConfigureAwait(false);
        }

        await connection.RowsAsync(
            DefaultsSql,
            [Value.Of(Names)],
            r => chart.Finding(
                $"default privileges of {r.Text(0)}",
                $"give {r.Text(1)} on whatever it makes to {r.Text(2)}, the next month's partitions among it: "
                + "ALTER DEFAULT PRIVILEGES … REVOKE"),
            cancellationToken).ConfigureAwait(false);
        await connection.RowsAsync(BeyondSql, [], Beyond, cancellationToken).ConfigureAwait(false);
    }

    private void Role(NpgsqlDataReader row)
    {
        var (name, unwanted) = (row.Text(0), row.Text(2));
        if (!row.GetBoolean(1))
        {
            chart.Finding($"role {name}", "is missing. Run cairn migrate");
        }
        else if (unwanted.Length > 0)
        {
            chart.Finding(
                $"role {name}", $"can do what it should not: ALTER ROLE {name} {unwanted.Replace(",", "", StringComparison.Ordinal)}");
        }
        else
        {
            chart.Ok($"role {name}", "is there, and nobody logs in as it");
        }
    }

    private void Member(NpgsqlDataReader row)
    {
        var (role, member, becomes) = (row.Text(0), row.Text(1), row.GetBoolean(2));
        if (Names.Contains(member))
        {
            chart.Finding($"role {member}", $"is a member of {role}, which Cairn does not make it: REVOKE {role} FROM {member}");
        }
        else if (role != roles.Owner && role != roles.Expiry)
        {
            chart.Ok($"role {role}", $"is given to {member}");
        }
        else if (becomes)
        {
            chart.Finding($"role {role}", $"has the member {member}, who can drop every guard with it: REVOKE {role} FROM {member}");
        }
        else
        {
            chart.Note($"role {role}", $"was made by {member}, who may give it to itself");
        }
    }

    private void Beyond(NpgsqlDataReader row)
    {
        if (row.Text(1).Length > 0)
        {
            chart.Note($"login {row.Text(0)}", $"is beyond the guards ({row.Text(1)}): only cairn verify finds what it does to the log");
        }
    }

    // Not to be mended: whoever cannot make roles has chosen it.
    private void OneRole()
    {
        chart.Note(
            $"role {roles.Owner}",
            "has all of Cairn's roles: it owns the tables and can drop or disable every guard. Only cairn verify finds what it does then");
        chart.Note($"role {roles.Owner}", "reads every tenant, whatever cairn.tenant says: only the application keeps tenants apart");
        chart.Note($"role {roles.Owner}", "can pass the guard against DELETE: only the check that the log names what is deleted is left");
        chart.Note(
            $"role {roles.Owner}",
            $"logs in and records: whoever has its password can do all of that{(state.MayAppend ? "" : ", though this login is not it")}");
    }
}
