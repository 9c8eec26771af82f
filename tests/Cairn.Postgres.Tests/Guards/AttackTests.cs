using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres.Tests;

/// <summary>What was found by attacking the schema.</summary>
public sealed class AttackTests : IAsyncLifetime
{
    private const string Head = "ARRAY[1], ARRAY[1], ARRAY[0], ARRAY[-1], ARRAY['']::bytea[]";

    private TestDatabase database = null!; // Made before each test.

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await TestDatabase.MigratedAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_schema_that_somebody_put_there_before_is_not_built_upon()
    {
        await using var empty = await TestDatabase.EmptyAsync();
        await empty.RunAsync("CREATE SCHEMA cairn; GRANT ALL ON SCHEMA cairn TO PUBLIC");
        var refusal = await Assert.ThrowsAsync<CairnStoreException>(
            () => CairnPostgres.MigrateAsync(empty.ConnectionString, new() { RolePrefix = empty.Prefix }, Cancel));
        Assert.Contains("belongs to postgres", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_holds_up_a_new_month_with_a_lock_that_anybody_may_take()
    {
        await using var stranger = await database.Superuser.OpenConnectionAsync(Cancel);
        await using (var taking = new NpgsqlCommand(
            "SELECT pg_advisory_lock(1128356174, m) FROM generate_series(202601, 203012) m", stranger))
        {
            await taking.ExecuteNonQueryAsync(Cancel);
        }

        await using var store = await TestDatabase.OpenAsync(await database.LoginAsync("writer"));
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        Assert.Equal(
            AppendStatus.Appended, (await store.AppendAsync(log, [Some.Entry(log, id: 1, at: Some.Time.AddYears(2))], Cancel))[0].Status);
    }

    [Fact]
    public async Task A_month_is_not_dropped_under_an_append_of_a_host_whose_clock_is_late()
    {
        await using var store = await TestDatabase.OpenAsync(await database.LoginAsync("writer"));
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        var old = DateTimeOffset.UtcNow.AddMonths(-3);
        await database.RunAsync($"SELECT cairn.make_month({old:yyyyMM})");

        // The append is written and not committed when the month is asked to go.
        await using var appending = await database.Superuser.OpenConnectionAsync(Cancel);
        await using var open = await appending.BeginTransactionAsync(Cancel);
        await using var insert = new NpgsqlCommand(
            $"SET LOCAL ROLE {database.Prefix}owner; INSERT INTO cairn.entries (log, idx, stored_at, occurred_at, month, event_id, action, "
            + $"category, actor_type, outcome, leaf) VALUES ({log.Key}, 0, 0, 0, {old:yyyyMM}, gen_random_uuid(), 'a', 'b', 'c', 'd', '')",
            appending);
        await insert.ExecuteNonQueryAsync(Cancel);

        await using var keeper = TestDatabase.Source(await database.LoginAsync("keeper"));
        await using var dropping = keeper.CreateCommand($"SELECT cairn.drop_month({old:yyyyMM})");
        var dropped = dropping.ExecuteNonQueryAsync(Cancel);
        await WaitingAsync();
        await open.CommitAsync(Cancel);

        Assert.Equal("CA005", (await Assert.ThrowsAsync<PostgresException>(() => dropped)).SqlState);
        Assert.Equal(1L, await database.GetAsync<long>("SELECT count(*) FROM cairn.entries"));
    }

    [Fact]
    public async Task A_forged_column_attests_nothing()
    {
        // The column says expiry, the leaf does not: what the log commits to is the leaf.
        await using var store = await TestDatabase.OpenAsync(await database.LoginAsync("writer", "keeper"));
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        var plan = Attested.Plan(log, 2, "\"ranges\":[[0,0]]");
        // A plan has one.
        await store.AppendAsync(
            log,
            [Some.Entry(log), Attested.Entry(log, 2, "cairn.data_erased", System.Text.Encoding.UTF8.GetString(plan.Manifest!))],
            Cancel);
        await database.UnguardedAsync(
            "UPDATE cairn.entries SET action = 'cairn.expiry_planned' WHERE idx = 1; UPDATE cairn.manifests SET kind = 'expiry_planned'",
            "entries",
            "manifests");
        await using var keeper = TestDatabase.Source(await database.LoginAsync("keeper"));
        await using var command = keeper.CreateCommand($"SELECT cairn.expire({log.Key}, 1)");
        Assert.Equal("CA005", (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel))).SqlState);
    }

    [Theory]
    [InlineData("NULL, NULL, NULL, NULL, NULL")]
    [InlineData("ARRAY[NULL]::bigint[], ARRAY[1], ARRAY[0], ARRAY[-1], ARRAY['']::bytea[]")]
    [InlineData("ARRAY[1], NULL, ARRAY[0], ARRAY[-1], ARRAY['']::bytea[]")]
    [InlineData("ARRAY[1], ARRAY[NULL]::integer[], ARRAY[0], ARRAY[-1], ARRAY['']::bytea[]")]
    [InlineData("ARRAY[1], ARRAY[-1], ARRAY[0], ARRAY[-1], ARRAY['']::bytea[]")]
    [InlineData("ARRAY[1], ARRAY[2147483647], ARRAY[0], ARRAY[-1], ARRAY['']::bytea[]")]
    [InlineData("ARRAY[1], ARRAY[1], NULL, NULL, ARRAY['']::bytea[]")]
    [InlineData("ARRAY[1], ARRAY[1], ARRAY[NULL]::bigint[], ARRAY[-1], ARRAY['']::bytea[]")]
    [InlineData("ARRAY[1], ARRAY[1], ARRAY[0], ARRAY[-1], NULL")]
    [InlineData("ARRAY[1], ARRAY[1], ARRAY[0], ARRAY[-1], ARRAY[NULL]::bytea[]")]
    [InlineData("ARRAY[99], ARRAY[1], ARRAY[0], ARRAY[-1], ARRAY['']::bytea[]")]
    [InlineData(
        "ARRAY[1, 1], ARRAY[1, 1], ARRAY[0, 0], ARRAY[-1], ARRAY['', '']::bytea[]",
        "ARRAY[gen_random_uuid(), gen_random_uuid()]",
        "ARRAY['x', 'y']::bytea[]",
        "ARRAY[1, 1]")]
    [InlineData(
        "ARRAY[1, 99], ARRAY[1, 1], ARRAY[0, 0], ARRAY[-1], ARRAY['', '']::bytea[]",
        "ARRAY[gen_random_uuid(), gen_random_uuid()]",
        "ARRAY['x', 'y']::bytea[]",
        "ARRAY[1, 1]")]
    [InlineData(
        "ARRAY[[1], [1]], ARRAY[[1], [1]], ARRAY[[0], [0]], ARRAY[-1], ARRAY[[''], ['']]::bytea[]",
        "ARRAY[gen_random_uuid(), gen_random_uuid()]",
        "ARRAY['x', 'y']::bytea[]",
        "ARRAY[1, 1]")]
    [InlineData("ARRAY[1], ARRAY[1], ARRAY[-1], ARRAY[-1], ARRAY['']::bytea[]")]
    [InlineData("ARRAY[1], ARRAY[1], ARRAY[9223372036854775807], ARRAY[-1], ARRAY['']::bytea[]")]
    [InlineData(Head, "NULL::uuid[]")]
    [InlineData(Head, "ARRAY[NULL]::uuid[]")]
    [InlineData(Head, "ARRAY[gen_random_uuid()]", "NULL::bytea[]")]
    [InlineData(Head, "ARRAY[gen_random_uuid()]", "ARRAY[NULL]::bytea[]")]
    [InlineData(Head, "ARRAY[gen_random_uuid()]", "ARRAY['x']::bytea[]", "NULL::bigint[]")]
    [InlineData(Head, "ARRAY[gen_random_uuid()]", "ARRAY['x']::bytea[]", "ARRAY[9223372036854775807]")]
    [InlineData(Head, "ARRAY[gen_random_uuid(), gen_random_uuid()]", "ARRAY['x']::bytea[]", "ARRAY[1]")]
    [InlineData(
        "ARRAY[1], ARRAY[2], ARRAY[0], ARRAY[-1], ARRAY['']::bytea[]",
        "ARRAY[[gen_random_uuid()], [gen_random_uuid()]]",
        "ARRAY[['x'], ['y']]::bytea[]",
        "ARRAY[[1], [1]]")]
    public async Task Appending_what_is_no_batch_writes_nothing(
        string head,
        string ids = "ARRAY[gen_random_uuid()]",
        string leaves = "ARRAY['x']::bytea[]",
        string times = "ARRAY[1]")
    {
        await using var store = await TestDatabase.OpenAsync(await database.LoginAsync("writer"));
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        Assert.Equal(1, log.Key);
        await using var writer = TestDatabase.Source(await database.LoginAsync("writer"));
        foreach (var waits in new[] { true, false })
        {
            await using var command = writer.CreateCommand($"""
                SELECT done FROM cairn.append(1, {waits}, false, {head}, {ids}, {leaves}, {times}, {times}, ARRAY['a'], ARRAY['b'], ARRAY['c'], ARRAY[NULL]::text[], ARRAY['d'],
                  ARRAY[decode(repeat('00', 32), 'hex')], ARRAY[1], ARRAY[1], {string.Join(", ", Enumerable.Repeat("'{}'", 25))})
                """);
            // It always says whether it is done.
            var refusal = await Record.ExceptionAsync(async () => Assert.False((bool)(await command.ExecuteScalarAsync(Cancel))!));
            Assert.True(refusal is null or PostgresException { SqlState: not "42883" and not "42725" }, $"{refusal}");
        }

        Assert.Equal(0L, await database.GetAsync<long>(
            "SELECT (SELECT count(*) FROM cairn.entries) + (SELECT count(*) FROM cairn.replays) + (SELECT size FROM cairn.heads)"));
    }

    [Fact]
    public async Task What_a_login_sets_for_itself_does_not_make_its_schema_look_altered()
    {
        var login = new NpgsqlConnectionStringBuilder(await database.LoginAsync("keeper"));
        await database.RunAsync(
            $"ALTER ROLE {login.Username} SET search_path = cairn, public; ALTER ROLE {login.Username} SET quote_all_identifiers = on");
        await using var store = await TestDatabase.OpenAsync(login.ConnectionString);
        Assert.Empty(await store.CheckSchemaAsync(Cancel));
        Assert.Empty(await store.CheckGuardsAsync(Cancel));
    }

    [Fact]
    public async Task What_a_login_is_set_to_search_does_not_hide_a_missing_guard()
    {
        var login = new NpgsqlConnectionStringBuilder(await database.LoginAsync("writer"));
        await database.RunAsync($"""
            CREATE SCHEMA before; GRANT USAGE ON SCHEMA before TO PUBLIC;
            CREATE FUNCTION before.always(a "char", b "char") RETURNS boolean LANGUAGE sql AS 'SELECT a OPERATOR(pg_catalog.=) b OR b OPERATOR(pg_catalog.=) ''A''';
            CREATE OPERATOR before.= (LEFTARG = "char", RIGHTARG = "char", FUNCTION = before.always);
            ALTER ROLE {login.Username} SET search_path = before, pg_catalog;
            ALTER TABLE cairn.entries DISABLE TRIGGER refuse_update
            """);
        await using var store = await TestDatabase.OpenAsync(login.ConnectionString);
        Assert.Equal("trigger entries.refuse_update", Assert.Single(await store.CheckGuardsAsync(Cancel)).Member);
    }

    [Fact]
    public async Task Who_may_append_alone_is_told_of_the_guards_too()
    {
        await using var store = await TestDatabase.OpenAsync(await database.LoginAsync("writer"));
        Assert.Empty(await store.CheckSchemaAsync(Cancel));
        await database.RunAsync("DROP TRIGGER refuse_truncate ON cairn.entries_own");
        Assert.Equal("trigger entries_own.refuse_truncate", Assert.Single(await store.CheckSchemaAsync(Cancel)).Member);
        Assert.Equal("trigger entries_own.refuse_truncate", Assert.Single(await store.CheckGuardsAsync(Cancel)).Member);
    }

    // Until somebody waits for a lock, as the server sees it.
    private async Task WaitingAsync()
    {
        while (!await database.GetAsync<bool>(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"))
        {
            Cancel.ThrowIfCancellationRequested();
        }
    }
}
