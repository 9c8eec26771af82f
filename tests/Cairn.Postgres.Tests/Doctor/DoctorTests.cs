using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>Each thing that weakens a log is found and named, a sound log is called sound, and nothing is changed by looking.</summary>
[Trait("Requirement", "CLUBS-6")]
public sealed class DoctorTests : IAsyncLifetime
{
    // Of the server the tests share, which does not survive a crash and need not.
    private static readonly string[] OfTestServer = ["fsync", "full_page_writes", "synchronous_commit"];

    private TestDatabase database = null!; // Made before each test.

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Roles of its own: a member given to one of them is nobody else's finding.
    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.EmptyAsync();
        await CairnPostgres.MigrateAsync(database.ConnectionString, new() { RolePrefix = database.Prefix }, Cancel);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_migrated_database_has_no_finding_and_everything_was_tried()
    {
        var checks = await ExamineAsync();
        Assert.Empty(FindingsOf(checks));
        Assert.DoesNotContain(checks, c => c.Result == DiagnosisResult.Unchecked);
        var tried = Assert.Single(checks, c => c.What == "forbidden statements").Words.Split(' ');
        Assert.Equal(tried[0], tried[2]);
        Assert.True(int.Parse(tried[0], System.Globalization.CultureInfo.InvariantCulture) > 300, tried[0]);
    }

    [Theory]
    [InlineData("DROP TRIGGER refuse_update ON cairn.entries", "trigger entries.refuse_update", "UPDATE on entries as ")]
    [InlineData("DROP TRIGGER refuse_truncate ON cairn.entries_own", "trigger entries_own.refuse_truncate", "TRUNCATE on entries_own as ")]
    [InlineData("ALTER TABLE cairn.manifests DISABLE TRIGGER refuse_delete", "trigger manifests.refuse_delete", "DELETE on manifests as ")]
    [InlineData("ALTER TABLE cairn.heads DISABLE TRIGGER refuse_update", "trigger heads.refuse_update", "shrinking a log")]
    [InlineData("ALTER TABLE cairn.logs DISABLE TRIGGER refuse_update", "trigger logs.refuse_update", "UPDATE on logs as ")]
    [InlineData("ALTER TABLE cairn.keys DISABLE TRIGGER refuse_update", "trigger keys.refuse_update", "UPDATE on keys as ")]
    [InlineData("ALTER TABLE cairn.vkeys DISABLE TRIGGER refuse_delete", "trigger vkeys.refuse_delete", "DELETE on vkeys as ")]
    [InlineData(
        "ALTER TABLE cairn.holds DISABLE TRIGGER require_lifting", "trigger holds.require_lifting", "lifting a hold that no log lifts")]
    [InlineData("ALTER TABLE cairn.aliases DISABLE TRIGGER refuse_delete", "trigger aliases.refuse_delete", "DELETE on aliases as ")]
    [InlineData(
        "ALTER TABLE cairn.addresses DISABLE TRIGGER require_attestation",
        "trigger addresses.require_attestation",
        "deleting from addresses what no log attests")]
    [InlineData(
        "ALTER TABLE cairn.aliases DISABLE TRIGGER require_attestation",
        "trigger aliases.require_attestation",
        "deleting from aliases who is still named")]
    [InlineData(
        "ALTER TABLE cairn.directory DISABLE TRIGGER require_attestation",
        "trigger directory.require_attestation",
        "deleting from directory who is still named")]
    [InlineData(
        "GRANT EXECUTE ON FUNCTION cairn.forget_persons TO {writer}",
        "right function forget_persons(p_log bigint, p_subjects text[]): EXECUTE to {writer}",
        "calling cairn.forget_persons as {writer}")]
    [InlineData(
        "GRANT EXECUTE ON FUNCTION cairn.drop_month TO {reader}", "right function drop_month(", "calling cairn.drop_month as {reader}")]
    [InlineData(
        "GRANT EXECUTE ON FUNCTION cairn.append_to_one TO PUBLIC",
        "right function append_to_one(",
        "calling cairn.append_to_one as {reader}",
        "calling cairn.append_to_one as {keeper}")]
    [InlineData("GRANT SELECT ON cairn.keys TO {reader}", "right table keys: SELECT to {reader}")]
    [InlineData(
        "CREATE ROLE {stranger}; GRANT {reader}, {writer} TO {stranger}; INSERT INTO cairn.access "
        + "VALUES ('{stranger}', 'operator', NULL, NULL)",
        "access of {stranger}")]
    [InlineData(
        "CREATE ROLE {stranger}; GRANT {reader} TO {stranger}; INSERT INTO cairn.access VALUES ('{stranger}', 'operator', NULL, NULL), "
        + "('{stranger}', 'application', 'a', NULL)",
        "access of {stranger}")]
    [InlineData("ALTER TABLE cairn.tiles DISABLE TRIGGER refuse_update", "trigger tiles.refuse_update", "UPDATE on tiles as ")]
    [InlineData("ALTER TABLE cairn.tiles DISABLE TRIGGER require_end", "trigger tiles.require_end", "saying twice what a tile holds")]
    [InlineData("ALTER TABLE cairn.checkpoints DISABLE TRIGGER refuse_update", "trigger checkpoints.refuse_update", "moving a checkpoint")]
    [InlineData(
        "ALTER TABLE cairn.targets DISABLE TRIGGER require_attestation",
        "trigger targets.require_attestation",
        "deleting from targets what no log attests")]
    [InlineData("ALTER TABLE cairn.entries ENABLE TRIGGER refuse_delete", "trigger entries.refuse_delete")]
    [InlineData("ALTER TABLE cairn.entries ENABLE REPLICA TRIGGER refuse_delete", "trigger entries.refuse_delete", "DELETE on entries as ")]
    [InlineData("ALTER POLICY reader_reads ON cairn.entries USING (true)", "policy entries.reader_reads")]
    [InlineData("ALTER POLICY reader_reads ON cairn.tiles TO PUBLIC", "policy tiles.reader_reads")]
    [InlineData("DROP POLICY keeper_reads ON cairn.logs", "policy logs.keeper_reads")]
    [InlineData("CREATE POLICY more ON cairn.replays USING (true)", "policy replays.more")]
    [InlineData("ALTER TABLE cairn.disclosures_own NO FORCE ROW LEVEL SECURITY", "table disclosures_own")]
    [InlineData("ALTER TABLE cairn.directory DISABLE ROW LEVEL SECURITY", "table directory")]
    [InlineData("GRANT SELECT ON cairn.entries_own TO PUBLIC", "right table entries_own: SELECT to PUBLIC")]
    [InlineData("GRANT INSERT ON cairn.entries TO {writer}", "right table entries: INSERT to {writer}", "INSERT on entries as {writer}")]
    [InlineData("GRANT SELECT (secret) ON cairn.logs TO {reader}", "right column logs.secret: SELECT to {reader}")]
    [InlineData(
        "GRANT EXECUTE ON FUNCTION cairn.erase TO PUBLIC",
        "right function erase(p_log bigint, p_manifest bigint, p_indexes bigint[], OUT disclosures bigint, OUT persons bigint): "
        + "EXECUTE to PUBLIC")]
    [InlineData("GRANT CREATE ON SCHEMA cairn TO {writer}", "right schema cairn: CREATE to {writer}")]
    [InlineData(
        "CREATE OR REPLACE FUNCTION cairn.refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, "
        + "pg_temp AS 'BEGIN RETURN NULL; END'",
        "function refuse()",
        "TRUNCATE on entries as ")]
    [InlineData("ALTER FUNCTION cairn.append SECURITY INVOKER", "function append(")]
    [InlineData("ALTER FUNCTION cairn.expire RESET search_path", "function expire(")]
    [InlineData("CREATE FUNCTION cairn.readable(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'", "function readable(integer)")]
    [InlineData("ALTER TABLE cairn.tiles OWNER TO postgres", "table tiles")]
    [InlineData("ALTER TABLE cairn.entries_own ALTER COLUMN leaf SET STATISTICS -1", "column entries_own.leaf")]
    [InlineData("CREATE RULE quiet AS ON DELETE TO cairn.logs DO INSTEAD NOTHING", "rule logs.quiet")]
    [InlineData(
        "CREATE TABLE cairn.more (LIKE cairn.entries); ALTER TABLE cairn.entries ATTACH PARTITION cairn.more "
        + "FOR VALUES FROM (300001) TO (300002)",
        "table more",
        "UPDATE on more as ")]
    [InlineData(
        "CREATE TABLE public.more (LIKE cairn.entries); ALTER TABLE cairn.entries ATTACH PARTITION public.more "
        + "FOR VALUES FROM (300001) TO (300002)",
        "partition public.more of cairn.entries")]
    [InlineData(
        "CREATE TABLE public.above (log bigint); ALTER TABLE cairn.tiles INHERIT public.above", "partition cairn.tiles of public.above")]
    [InlineData("CREATE VIEW public.all_of_it AS SELECT leaf FROM cairn.entries", "view public.all_of_it")]
    [InlineData(
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA cairn GRANT SELECT ON TABLES TO PUBLIC", "default privileges of {owner}")]
    [InlineData("CREATE ROLE {stranger}; GRANT {owner} TO {stranger}", "role {owner}")]
    [InlineData("CREATE ROLE {stranger}; GRANT {expiry} TO {stranger}", "role {expiry}")]
    [InlineData("GRANT {keeper} TO {writer}", "role {writer}")]
    [InlineData("ALTER ROLE {owner} LOGIN", "role {owner}")]
    [InlineData("ALTER ROLE {reader} BYPASSRLS", "role {reader}")]
    [InlineData("DROP TABLE cairn.targets_{next}", "month {next}")]
    [InlineData(
        "CREATE ROLE {stranger}; GRANT {keeper}, {reader} TO {stranger}; INSERT INTO cairn.access "
        + "VALUES ('{stranger}', 'member', 'a', 'u-1')",
        "access of {stranger}")]
    [InlineData("CREATE PUBLICATION all_of_it FOR ALL TABLES", "publication all_of_it")]
    [InlineData("ALTER DATABASE {database} SET synchronous_commit = off", "synchronous_commit of every role")]
    public async Task What_weakens_it_is_named(string deed, params string[] names)
    {
        await database.RunAsync(Filled(deed));
        var findings = FindingsOf(await ExamineAsync());
        foreach (var name in names)
        {
            Assert.True(
                findings.Exists(f => f.What.StartsWith(Filled(name), StringComparison.Ordinal)),
                $"{Filled(name)} is not among: {string.Join("\n", findings)}");
        }

        await CleanAsync();
    }

    [Theory]
    [InlineData("CREATE PUBLICATION copied FOR ALL TABLES WITH (publish = 'insert')", "publication copied")]
    [InlineData(
        "CREATE FUNCTION public.seen() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER seen_all "
        + "ON ddl_command_end EXECUTE FUNCTION public.seen()",
        "event trigger seen_all")]
    public async Task What_a_person_should_know_of_is_noted_and_no_finding(string deed, string name)
    {
        await database.RunAsync(deed);
        var checks = await ExamineAsync();
        Assert.Empty(FindingsOf(checks));
        Assert.Single(checks, c => c.Result == DiagnosisResult.Note && c.What == name);
    }

    [Fact]
    public async Task A_database_without_a_schema_is_not_yet_immutable()
    {
        await using var empty = await TestDatabase.EmptyAsync();
        Assert.Contains(
            "not yet immutable. Run cairn migrate",
            Assert.Single(FindingsOf(await ExamineAsync(empty.ConnectionString))).Words,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_put_there_by_somebody_is_not_yet_immutable_either()
    {
        await using var empty = await TestDatabase.EmptyAsync();
        await empty.RunAsync("CREATE SCHEMA cairn; CREATE TABLE cairn.entries (log bigint)");
        Assert.Contains(
            "not yet immutable", Assert.Single(FindingsOf(await ExamineAsync(empty.ConnectionString))).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_role_has_its_weaknesses_listed_and_no_finding()
    {
        await using var empty = await TestDatabase.EmptyAsync();
        var login = await empty.LoginAsync();
        var role = new NpgsqlConnectionStringBuilder(login).Username!; // Every login has one.
        await empty.RunAsync($"GRANT CREATE ON DATABASE {empty.Name} TO {role}");
        await CairnPostgres.MigrateAsync(login, new() { OneRole = role }, Cancel);
        var checks = await ExamineAsync(login);
        Assert.Empty(FindingsOf(checks));
        Assert.Contains(
            checks, c => c.Result == DiagnosisResult.Note && c.Words.Contains("can drop or disable every guard", StringComparison.Ordinal));
        Assert.Contains(checks, c => c.Result == DiagnosisResult.Note && c.Words.Contains("reads every tenant", StringComparison.Ordinal));
        await empty.RunAsync($"DROP SCHEMA cairn CASCADE; REVOKE CREATE ON DATABASE {empty.Name} FROM {role}");
    }

    [Theory]
    [InlineData("writer")]
    [InlineData("reader")]
    [InlineData("keeper")]
    [InlineData]
    public async Task Whoever_asks_learns_what_he_may(params string[] roles)
    {
        var checks = await ExamineAsync(await database.LoginAsync(roles));
        Assert.DoesNotContain(FindingsOf(checks), f => roles.Length > 0 || f.What != "schema");
        Assert.Contains(checks, c => c.Result == DiagnosisResult.Note && c.Words.StartsWith("were not tried as", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Looking_changes_nothing()
    {
        await using var store = await TestDatabase.OpenAsync(await database.LoginAsync("writer", "keeper"));
        await database.RunAsync(
            "UPDATE cairn.settings SET value = '3153600000'; DROP TRIGGER refuse_truncate ON cairn.tiles; "
            + "ALTER TABLE cairn.heads DISABLE TRIGGER refuse_update");
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        await store.AppendAsync(log, Some.Entries(log, 20), Cancel);
        var before = await StateAsync();
        Assert.Contains(FindingsOf(await ExamineAsync()), f => f.What.StartsWith("TRUNCATE on tiles as ", StringComparison.Ordinal));
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task A_clock_that_is_another_is_named() =>
        Assert.Contains(
            await new PostgresDoctor(
                new(database.Superuser, ownsSource: false), new FixedClock(new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero))).ExamineAsync(Cancel),
            c => c is { Result: DiagnosisResult.Finding, What: "clock" });

    [Fact]
    public async Task A_login_that_holds_up_the_signers_is_named()
    {
        var login = await database.LoginAsync();
        await using var source = TestDatabase.Source(login);
        await using var connection = await source.OpenConnectionAsync(Cancel);
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(1128356175, 7)", connection);
        await command.ExecuteNonQueryAsync(Cancel);
        var finding = Assert.Single(FindingsOf(await ExamineAsync()));
        Assert.Equal($"login {new NpgsqlConnectionStringBuilder(login).Username}", finding.What);
    }

    [Fact]
    public async Task A_table_in_use_could_not_be_tried()
    {
        await using var busy = await database.Superuser.OpenConnectionAsync(Cancel);
        await using var open = await busy.BeginTransactionAsync(Cancel);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM cairn.tiles", busy);
        await command.ExecuteNonQueryAsync(Cancel);
        Assert.Contains(
            await ExamineAsync(),
            c => c.Result == DiagnosisResult.Unchecked && c.What.StartsWith("TRUNCATE on tiles", StringComparison.Ordinal));
    }

    private static List<Diagnosis> FindingsOf(IReadOnlyList<Diagnosis> checks) =>
        [.. checks.Where(c => c.Result == DiagnosisResult.Finding && !OfTestServer.Contains(c.What))];

    private Task<IReadOnlyList<Diagnosis>> ExamineAsync() => ExamineAsync(database.ConnectionString);

    private static async Task<IReadOnlyList<Diagnosis>> ExamineAsync(string connectionString)
    {
        await using var examined = new PostgresDatabase(TestDatabase.Source(connectionString), ownsSource: true);
        return await new PostgresDoctor(examined, TimeProvider.System).ExamineAsync(Cancel);
    }

    private string Filled(string text)
    {
        foreach (var role in new[] { "owner", "writer", "reader", "keeper", "expiry", "stranger" })
        {
            text = text.Replace($"{{{role}}}", database.Prefix + role, StringComparison.Ordinal);
        }

        return text.Replace("{database}", database.Name, StringComparison.Ordinal)
            .Replace("{next}", $"{DateTime.UtcNow.AddDays(1 - DateTime.UtcNow.Day).AddMonths(1):yyyyMM}", StringComparison.Ordinal);
    }

    private Task CleanAsync() => database.RunAsync($"DROP ROLE IF EXISTS {database.Prefix}stranger");

    private Task<string> StateAsync() => database.GetAsync<string>("""
        SELECT concat_ws(' ', (SELECT count(*) || md5(string_agg(e::text, '' ORDER BY idx)) FROM cairn.entries e), (SELECT md5(string_agg(l::text, '')) FROM cairn.logs l), (SELECT md5(string_agg(h::text, '')) FROM cairn.heads h),
          (SELECT last_value || is_called::text FROM cairn.logs_key_seq), (SELECT md5(string_agg(relname || relfilenode, '' ORDER BY relname)) FROM pg_class WHERE relnamespace = 'cairn'::regnamespace),
          (SELECT count(*) FROM cairn.tiles), (SELECT count(*) FROM cairn.replays), (SELECT count(*) FROM cairn.disclosures))
        """);
}
