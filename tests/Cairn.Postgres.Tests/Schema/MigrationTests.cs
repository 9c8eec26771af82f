using System.Diagnostics;
using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres.Tests;

public sealed class MigrationTests : IAsyncLifetime
{
    private static readonly Migration Next = new(2, "SET LOCAL ROLE {owner}; CREATE TABLE cairn.later (a text); RESET ROLE;");

    private TestDatabase database = null!; // Made before each test.

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SchemaRoles Roles => SchemaRoles.WithPrefix(database.Prefix);

    public async ValueTask InitializeAsync() => database = await TestDatabase.EmptyAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Eight_hosts_that_start_at_once_make_one_schema()
    {
        await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => CairnPostgres.MigrateAsync(database.ConnectionString, new() { RolePrefix = database.Prefix }, Cancel)));
        Assert.Equal(1L, await database.GetAsync<long>("SELECT count(*) FROM cairn.migrations"));
        Assert.Empty(await FlawsAsync());
    }

    [Fact]
    [Trait("Requirement", "CLINIC-1")]
    public async Task Migrating_again_changes_nothing()
    {
        await MigrateAsync(Migration.All);
        var before = await database.GetAsync<DateTime>("SELECT applied_at FROM cairn.migrations");
        await MigrateAsync(Migration.All);
        Assert.Equal(before, await database.GetAsync<DateTime>("SELECT applied_at FROM cairn.migrations"));
    }

    [Fact]
    [Trait("Requirement", "CLINIC-1")]
    public async Task An_older_schema_is_brought_to_the_newest()
    {
        await MigrateAsync(Migration.All);
        await MigrateAsync([.. Migration.All, Next]);
        Assert.Equal(2, await database.GetAsync<int>("SELECT max(version) FROM cairn.migrations"));
        Assert.Equal(0L, await database.GetAsync<long>("SELECT count(*) FROM cairn.later"));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_by_migrating_and_by_opening_where_it_no_longer_serves_this_version()
    {
        await MigrateAsync([.. Migration.All, Next with { Serves = 2 }]);
        var refusal = await Assert.ThrowsAsync<CairnStoreException>(() => MigrateAsync(Migration.All));
        Assert.Contains("update Cairn", refusal.Message, StringComparison.Ordinal);
        refusal = await Assert.ThrowsAsync<CairnStoreException>(() => TestDatabase.OpenAsync(database.ConnectionString));
        Assert.Contains(
            "schema version 2, which serves hosts from version 2 on, and this Cairn knows 1: update Cairn",
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_of_another_build_is_refused()
    {
        await MigrateAsync([new(1, Migration.All[0].Sql + "-- another")]);
        Assert.Contains(
            "another build",
            (await Assert.ThrowsAsync<CairnStoreException>(() => MigrateAsync(Migration.All))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_fails_leaves_nothing_of_itself()
    {
        await MigrateAsync(Migration.All);
        await Assert.ThrowsAsync<CairnStoreException>(() => MigrateAsync([.. Migration.All, new(2, Next.Sql + "SELECT 1 / 0;")]));
        Assert.Empty(await FlawsAsync());
    }

    [Fact]
    [Trait("Requirement", "CLUBS-6")]
    public async Task Until_it_is_migrated_a_log_is_not_immutable_and_opening_says_so()
    {
        var refusal = await Assert.ThrowsAsync<CairnStoreException>(() => TestDatabase.OpenAsync(database.ConnectionString));
        Assert.Contains("not yet immutable", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("cairn migrate", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_script_makes_through_psql_what_migrating_makes()
    {
        var script = CairnPostgres.Script(new() { RolePrefix = database.Prefix });
        foreach (var _ in new[] { 1, 2 })
        {
            Assert.All(
                (await PsqlAsync(script)).Split('\n', StringSplitOptions.RemoveEmptyEntries),
                line => Assert.EndsWith("NOTICE:  Version 0 of the schema becomes 1", line, StringComparison.Ordinal));
        }

        Assert.Empty(await FlawsAsync());
        await MigrateAsync(Migration.All);
    }

    [Fact]
    public async Task A_role_that_may_create_roles_migrates_without_being_superuser_and_keeps_no_right()
    {
        var login = await database.LoginAsync();
        var role = new NpgsqlConnectionStringBuilder(login).Username;
        await database.RunAsync($"ALTER ROLE {role} CREATEROLE; GRANT CREATE ON DATABASE {database.Name} TO {role}");
        await CairnPostgres.MigrateAsync(login, new() { RolePrefix = database.Prefix }, Cancel);
        Assert.Empty(await FlawsAsync());
        Assert.False(await database.GetAsync<bool>(
            $"SELECT pg_has_role('{role}', '{database.Prefix}expiry', 'MEMBER') OR pg_has_role('{role}', "
            + $"'{database.Prefix}owner', 'MEMBER')"));
        await CairnPostgres.MigrateAsync(login, new() { RolePrefix = database.Prefix }, Cancel);
        await database.RunAsync($"REVOKE CREATE ON DATABASE {database.Name} FROM {role}");
    }

    [Fact]
    public async Task One_role_owns_records_and_reads_where_no_role_can_be_created()
    {
        var login = await database.LoginAsync();
        var role = new NpgsqlConnectionStringBuilder(login).Username!;
        await database.RunAsync($"GRANT CREATE ON DATABASE {database.Name} TO {role}");
        await CairnPostgres.MigrateAsync(login, new() { OneRole = role }, Cancel);
        await using var store = await TestDatabase.OpenAsync(login);
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        await store.AppendAsync(log, [.. Enumerable.Range(1, 30).Select(i => Some.Entry(log, id: i, at: Some.Time.AddYears(-1)))], Cancel);
        Assert.Equal(30, (await LogCheck.IsSound(store, log)).Count);

        // It is the role that may delete, and still nothing goes that the log does not attest.
        await using var source = TestDatabase.Source(login);
        await using var command = source.CreateCommand("DELETE FROM cairn.entries");
        Assert.Equal("CA005", (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel))).SqlState);
        await database.RunAsync($"DROP SCHEMA cairn CASCADE; REVOKE CREATE ON DATABASE {database.Name} FROM {role}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Cairn_")]
    [InlineData("a b")]
    [InlineData("x\"; DROP ROLE postgres; --")]
    [InlineData("1a")]
    public void A_prefix_that_is_no_plain_name_is_refused(string prefix) =>
        Assert.Throws<ArgumentException>(() => CairnPostgres.Script(new() { RolePrefix = prefix }));

    private async Task MigrateAsync(IReadOnlyList<Migration> migrations)
    {
        await using var opened = CairnPostgres.Database(database.ConnectionString);
        await new PostgresMigrator(opened, migrations).MigrateAsync(Roles, Cancel);
    }

    private async Task<IReadOnlyList<StoreFlaw>> FlawsAsync()
    {
        await using var opened = CairnPostgres.Database(database.ConnectionString);
        return await new PostgresSchemaCheck(opened).RunAsync(Cancel);
    }

    private async Task<string> PsqlAsync(string script)
    {
        var server = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var start = new ProcessStartInfo(
            Path.Combine(PostgresCluster.Binaries, "psql"),
            [
                "-X", "-q", "-h", server.Host!, "-p", $"{server.Port}", "-U", server.Username!, "-d", server.Database!, "-v",
                "ON_ERROR_STOP=1", "-o", "/dev/null", "-f", "-"
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGPASSWORD"] = server.Password;
        using var psql = Process.Start(start)!; // It is installed with the server.
        await psql.StandardInput.WriteAsync(script);
        psql.StandardInput.Close();
        var said = await psql.StandardError.ReadToEndAsync(Cancel);
        await psql.WaitForExitAsync(Cancel);
        return said;
    }
}
