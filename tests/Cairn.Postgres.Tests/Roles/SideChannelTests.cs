namespace Cairn.Postgres.Tests;

/// <summary>What a tenant with SQL could learn of another's rows without reading one.</summary>
[Trait("Requirement", "CLUBS-4")]
public sealed class SideChannelTests : IAsyncLifetime
{
    private Clubs clubs = null!; // Made before each test.

    public async ValueTask InitializeAsync() => clubs = await Clubs.OpenAsync();

    public ValueTask DisposeAsync() => clubs.DisposeAsync();

    [Fact]
    public async Task Statistics_keep_no_sample_of_what_a_tenant_wrote()
    {
        await clubs.Database.RunAsync("ANALYZE");
        var columns = await clubs.Database.GetAsync<string[]>("""
            SELECT coalesce(array_agg(DISTINCT a.attname::text ORDER BY a.attname::text), '{}') FROM pg_statistic s
            JOIN pg_attribute a ON a.attrelid = s.starelid AND a.attnum = s.staattnum JOIN pg_class c ON c.oid = s.starelid
            WHERE c.relnamespace = 'cairn'::regnamespace AND c.relname NOT IN ('migrations', 'settings')
            """);

        // Keys, numbers, times and words of the application's own.
        Assert.Empty(columns.Except(
            [
                "action", "actor_type", "at", "category", "class", "event_id", "first_idx", "from_idx", "from_size", "generation", "id", "idx",
                "key", "key_id", "kind", "level", "log", "month", "n", "name", "occurred_at", "outcome", "people", "purpose", "size",
                "stored_at", "to_idx", "type"
            ]));
    }

    [Fact]
    public async Task Statistics_are_seen_by_no_reader() =>
        Assert.Equal((null, (object)0L), await clubs.TryAsync("admin", "SELECT count(*) FROM pg_stats WHERE schemaname = 'cairn'"));

    [Theory]
    [InlineData("entries", "actor_id = 'u-1'")]
    [InlineData("entries", "action = 'member.removed'")]
    [InlineData("targets", "id = 'm-7'")]
    [InlineData("disclosures", "idx = 1")]
    [InlineData("replays", "event_id = event_id")]
    [InlineData("addresses", "network = 7")]
    [InlineData("aliases", "first_idx = 9")]
    public async Task An_index_counts_no_row_of_another_tenant(string table, string condition)
    {
        // A policy that an index does not narrow by removes rows after they were found, and EXPLAIN ANALYZE counts them.
        var plan = await clubs.TryAsync("admin", async connection =>
        {
            await using var command = new Npgsql.NpgsqlCommand(
                "SET LOCAL enable_seqscan = off; EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, FORMAT JSON) SELECT 1 "
                + $"FROM cairn.{table} WHERE {condition}",
                connection);
            return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        });
        Assert.Null(plan.Refusal);
        Assert.DoesNotMatch("\"Rows Removed by (Filter|Index Recheck)\": [1-9]", $"{plan.Value}");
    }

    [Fact]
    public async Task A_function_in_a_condition_sees_no_row_of_another_tenant()
    {
        var seen = await clubs.TryAsync("admin", """
            CREATE TEMP TABLE seen (leaf bytea);
            CREATE FUNCTION pg_temp.leak(leaf bytea) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$ BEGIN INSERT INTO seen VALUES (leaf); RETURN true; END $$;
            INSERT INTO seen SELECT leaf FROM cairn.entries WHERE pg_temp.leak(leaf);
            SELECT count(*) FROM seen WHERE convert_from(leaf, 'UTF8') NOT LIKE '%"log":"' || (SELECT log_id FROM cairn.logs) || '"%'
            """.Replace("SELECT count(*) FROM cairn.entries", "INSERT INTO seen SELECT leaf FROM cairn.entries", StringComparison.Ordinal));
        Assert.Equal((null, (object)0L), seen);
    }

    [Fact]
    public async Task A_view_shows_each_who_asks_what_he_may_see_himself()
    {
        var granted = await clubs.TryAsync(
            "facility admin", $"CREATE TEMP VIEW v AS SELECT log FROM cairn.entries; SELECT count(DISTINCT log) FROM v");
        Assert.Equal((null, (object)2L), granted);
    }
}
