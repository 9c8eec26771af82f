using System.Runtime.CompilerServices;
using Cairn.Contracts;
using Cairn.Stores;

namespace Cairn.Postgres.Tests;

public sealed class SchemaTests
{
    [Fact]
    public async Task A_fresh_schema_is_the_approved_one()
    {
        await using var database = await TestDatabase.MigratedAsync();
        await using var connection = await database.Superuser.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var found = SchemaDescription.Format(
            await SchemaDescription.ReadAsync(connection, TestContext.Current.CancellationToken), SchemaRoles.WithPrefix(database.Prefix));
        var file = Path.Combine(Repository.Root(Here()), "src", "Cairn.Postgres", "Schema", "schema.txt");
        if (Environment.GetEnvironmentVariable("CAIRN_APPROVE_API") == "1")
        {
            await File.WriteAllTextAsync(file, found, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), found);
    }

    [Theory]
    [InlineData(
        "ALTER TABLE cairn.entries_202611 DISABLE TRIGGER refuse_delete",
        "trigger entries_202611.refuse_delete",
        "is not as Cairn makes it")]
    [InlineData("ALTER TABLE cairn.entries ENABLE TRIGGER refuse_delete", "trigger entries.refuse_delete", "is not as Cairn makes it")]
    [InlineData("DROP TRIGGER refuse_truncate ON cairn.targets_202611", "trigger targets_202611.refuse_truncate", "is missing")]
    [InlineData(
        "ALTER POLICY reader_reads ON cairn.disclosures_202611 USING (true)",
        "policy disclosures_202611.reader_reads",
        "is not as Cairn makes it")]
    [InlineData("DROP POLICY keeper_reads ON cairn.logs", "policy logs.keeper_reads", "is missing")]
    [InlineData("CREATE POLICY mine ON cairn.entries USING (true)", "policy entries.mine", "is not Cairn's")]
    [InlineData("ALTER TABLE cairn.entries_202611 NO FORCE ROW LEVEL SECURITY", "table entries_202611", "is not as Cairn makes it")]
    [InlineData("GRANT SELECT ON cairn.entries_202611 TO PUBLIC", "right table entries_202611: SELECT to PUBLIC", "is not Cairn's")]
    [InlineData("GRANT EXECUTE ON FUNCTION cairn.list_logs TO PUBLIC", "right function list_logs(): EXECUTE to PUBLIC", "is not Cairn's")]
    [InlineData("ALTER FUNCTION cairn.refuse SET search_path = public", "function refuse()", "is not as Cairn makes it")]
    [InlineData(
        "CREATE OR REPLACE FUNCTION cairn.refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, "
        + "pg_temp AS 'BEGIN RETURN NULL; END'",
        "function refuse()",
        "is not as Cairn makes it")]
    [InlineData("CREATE FUNCTION cairn.append() RETURNS int LANGUAGE sql AS 'SELECT 1'", "function append()", "is not Cairn's")]
    [InlineData("ALTER VIEW cairn.events SET (security_invoker = false)", "view events", "is not as Cairn makes it")]
    [InlineData("CREATE RULE mine AS ON INSERT TO cairn.manifests DO INSTEAD NOTHING", "rule manifests.mine", "is not Cairn's")]
    [InlineData(
        "CREATE TABLE cairn.entries_202502 PARTITION OF cairn.entries FOR VALUES FROM (202502) TO (202503)",
        "trigger entries_202502.refuse_delete",
        "is missing")]
    [InlineData("ALTER TABLE cairn.entries DETACH PARTITION cairn.entries_202611", "table entries_202611", "is not as Cairn makes it")]
    [InlineData("DROP INDEX cairn.entries_by_actor", "index entries_by_actor", "is missing")]
    [InlineData("CREATE UNIQUE INDEX mine ON cairn.replays (log, idx)", "index mine", "is not Cairn's")]
    [InlineData("ALTER TABLE cairn.entries ALTER COLUMN leaf DROP NOT NULL", "column entries.leaf", "is not as Cairn makes it")]
    [InlineData("ALTER TABLE cairn.logs ADD COLUMN mine text", "column logs.mine", "is not Cairn's")]
    [InlineData(
        "CREATE FUNCTION public.f(text) RETURNS jsonb LANGUAGE sql AS 'SELECT jsonb_in(textout($1))'; CREATE CAST (text AS jsonb) "
        + "WITH FUNCTION public.f(text)",
        "cast text as jsonb",
        "is not Cairn's")]
    [InlineData(
        "CREATE FUNCTION pg_catalog.convert_from(bytea, text) RETURNS text LANGUAGE sql AS 'SELECT $2'",
        "function pg_catalog.convert_from(bytea, text)",
        "is not Cairn's")]
    [InlineData(
        "CREATE OR REPLACE FUNCTION pg_catalog.sha256(bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS 'SELECT $1'",
        "function pg_catalog.sha256(bytea)",
        "is not Cairn's")]
    [InlineData(
        "CREATE FUNCTION public.f(int8multirange, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true'; "
        + "CREATE OPERATOR pg_catalog.@> (LEFTARG = int8multirange, RIGHTARG = bigint, FUNCTION = public.f)",
        "operator @>(int8multirange,bigint)",
        "is not Cairn's")]
    [InlineData(
        "CREATE FUNCTION public.f(text) RETURNS boolean LEAKPROOF LANGUAGE sql AS 'SELECT true'",
        "leakproof function public.f(text)",
        "is not Cairn's")]
    [InlineData("CREATE STATISTICS public.mine (mcv) ON actor_id, action FROM cairn.entries", "statistics entries.mine", "is not Cairn's")]
    [InlineData(
        "CREATE OPERATOR CLASS public.mine FOR TYPE bigint USING btree AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 btint8cmp(bigint, "
        + "bigint); CREATE INDEX mine ON cairn.entries (log, idx public.mine)",
        "index mine",
        "is not Cairn's")]
    [InlineData(
        "CREATE COLLATION public.\"C\" (provider = icu, locale = 'und', deterministic = false); "
        + "ALTER TABLE cairn.access ALTER COLUMN tenant TYPE text COLLATE public.\"C\"",
        "column access.tenant",
        "is not as Cairn makes it")]
    [InlineData(
        "CREATE COLLATION public.\"C\" (provider = icu, locale = 'und', deterministic = false); "
        + "CREATE INDEX mine ON cairn.logs (tenant COLLATE public.\"C\")",
        "collation public.C",
        "is not Cairn's")]
    [InlineData(
        "SET allow_system_table_mods = on; UPDATE pg_collation SET collisdeterministic = false WHERE collname = 'C'",
        "collation pg_catalog.C",
        "is not as Cairn makes it")]
    [InlineData(
        "ALTER COLLATION pg_catalog.\"C\" OWNER TO {0}reader", "collation pg_catalog.C", "is not as Cairn makes it")]
    [InlineData("CREATE COLLATION cairn.mine FROM \"C\"", "collation mine", "is not Cairn's")]
    [InlineData("CREATE COLLATION pg_catalog.mine FROM \"C\"", "collation pg_catalog.mine", "is not Cairn's")]
    [InlineData("CREATE TYPE cairn.mine AS ENUM ('a')", "type mine", "is not Cairn's")]
    [InlineData("CREATE DOMAIN pg_catalog.mine AS text", "type pg_catalog.mine", "is not Cairn's")]
    [InlineData("CREATE TYPE cairn.mine AS (a int)", "relation of kind c mine", "is not Cairn's")]
    [InlineData("CREATE TEXT SEARCH CONFIGURATION cairn.mine (COPY = simple)", "text search configuration mine", "is not Cairn's")]
    [InlineData(
        "CREATE TEXT SEARCH DICTIONARY pg_catalog.mine (TEMPLATE = simple)", "text search dictionary pg_catalog.mine", "is not Cairn's")]
    [InlineData(
        "CREATE TEXT SEARCH TEMPLATE cairn.mine (LEXIZE = dsimple_lexize)", "text search template mine", "is not Cairn's")]
    [InlineData("CREATE CONVERSION cairn.mine FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8", "conversion mine", "is not Cairn's")]
    [InlineData(
        "CREATE FUNCTION public.f(int8multirange, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true'; "
        + "CREATE OPERATOR cairn.@> (LEFTARG = int8multirange, RIGHTARG = bigint, FUNCTION = public.f)",
        "operator cairn.@>(int8multirange,bigint)",
        "is not Cairn's")]
    [InlineData(
        "CREATE FUNCTION public.f(bigint, text) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 0'; "
        + "ALTER OPERATOR FAMILY pg_catalog.integer_ops USING btree ADD FUNCTION 1 (bigint, text) public.f(bigint, text)",
        "operator family pg_catalog.integer_ops for btree: public.f(bigint,text)",
        "is not Cairn's")]
    [InlineData(
        "SET allow_system_table_mods = on; UPDATE pg_opclass SET opcdefault = false WHERE opcname = 'text_ops'",
        "operator class pg_catalog.text_ops for btree",
        "is not as Cairn makes it")]
    [InlineData(
        "CREATE TABLE public.mine (log bigint REFERENCES cairn.heads (log))", "constraint public.mine.mine_log_fkey", "is not Cairn's")]
    [InlineData("ALTER FUNCTION cairn.month_of LEAKPROOF", "function month_of(p_time bigint)", "is not as Cairn makes it")]
    [InlineData("ALTER LANGUAGE plpgsql OWNER TO {0}reader", "language plpgsql", "is not as Cairn makes it")]
    [InlineData("INSERT INTO cairn.manifests VALUES (99, 0, '', '')", "manifests", "has rows of a log 99, which is not there")]
    public async Task What_is_not_as_Cairn_makes_it_is_named(string deed, string member, string words)
    {
        await using var database = await TestDatabase.MigratedAsync();
        await database.RunAsync("SELECT cairn.make_month(202611)");
        await database.RunAsync(deed.Replace("{0}", database.Prefix, StringComparison.Ordinal));
        await using var opened = CairnPostgres.Database(database.ConnectionString);
        var flaws = await new PostgresSchemaCheck(opened).RunAsync(TestContext.Current.CancellationToken);
        Assert.Contains(new StoreFlaw(member, null, words), flaws);
    }

    // What a subscription brings fires no trigger of a statement.
    [Fact]
    public async Task A_subscription_that_writes_into_a_table_is_named()
    {
        await using var database = await TestDatabase.MigratedAsync();
        await database.RunAsync("""
            CREATE SUBSCRIPTION mine CONNECTION 'dbname=nowhere' PUBLICATION mine WITH (connect = false);
            ALTER SUBSCRIPTION mine SET (slot_name = NONE);
            INSERT INTO pg_subscription_rel SELECT oid, 'cairn.entries_own'::regclass, 'r', NULL FROM pg_subscription WHERE subname = 'mine'
            """);
        await using var opened = CairnPostgres.Database(database.ConnectionString);
        var flaws = await new PostgresSchemaCheck(opened).GuardsAsync(TestContext.Current.CancellationToken);
        await database.RunAsync("DROP SUBSCRIPTION mine"); // With one, no database can be dropped.
        Assert.Equal([new StoreFlaw("subscription mine into entries_own", null, "is not Cairn's")], flaws);
    }

    [Fact]
    public async Task A_schema_that_changed_hands_is_named()
    {
        await using var database = await TestDatabase.MigratedAsync();
        await database.RunAsync("ALTER SCHEMA cairn OWNER TO CURRENT_USER");
        await using var opened = CairnPostgres.Database(database.ConnectionString);
        Assert.NotEmpty(await new PostgresSchemaCheck(opened).RunAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_plain_index_and_the_hosts_own_rule_are_no_flaws()
    {
        await using var database = await TestDatabase.MigratedAsync();
        await database.RunAsync("CREATE INDEX mine ON cairn.entries (log, category)");
        await database.RunAsync("CREATE INDEX other ON cairn.entries (log, category COLLATE \"POSIX\" text_pattern_ops)");
        await database.RunAsync("""
            CREATE OR REPLACE FUNCTION cairn.host_access(p_role name) RETURNS TABLE (tenant text, actor_id text) LANGUAGE sql STABLE AS
            $$ SELECT 'acme', NULL WHERE p_role = 'somebody' $$
            """);
        await using var opened = CairnPostgres.Database(database.ConnectionString);
        Assert.Empty(await new PostgresSchemaCheck(opened).RunAsync(TestContext.Current.CancellationToken));
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
