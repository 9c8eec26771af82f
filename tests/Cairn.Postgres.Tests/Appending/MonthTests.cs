using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Stores;

namespace Cairn.Postgres.Tests;

public sealed class MonthTests : IAsyncLifetime
{
    private static readonly DateTimeOffset NewYear = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private TestDatabase database = null!; // Made before each test.
    private PostgresStore store = null!; // Made before each test.
    private LogIdentity log = null!; // Made before each test.

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        store = await TestDatabase.OpenAsync(await database.LoginAsync("writer", "keeper"));
        log = await store.CreateLogAsync(Some.Log(), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_month_nobody_prepared_is_made_by_the_first_append_in_it_guarded_like_the_others()
    {
        await store.AppendAsync(log, [Some.Entry(log, at: NewYear)], Cancel);
        Assert.Equal("cairn.entries_203101", await database.GetAsync<string>("SELECT tableoid::regclass::text FROM cairn.entries"));
        Assert.Empty(await store.CheckSchemaAsync(Cancel));
    }

    [Fact]
    public async Task A_batch_across_the_end_of_a_month_is_one_batch_in_two_partitions()
    {
        SealedEntry[] batch = [.. Enumerable.Range(1, 40).Select(i => Some.Entry(log, id: i, at: NewYear.AddSeconds(i - 20)))];
        await store.AppendAsync(log, batch, Cancel);
        Assert.Equal(["203012: 19", "203101: 21"], await CountsAsync("entries"));
        Assert.Equal(["203012: 38", "203101: 42"], await CountsAsync("targets"));
        var stored = await LogCheck.IsSound(store, log);
        Assert.Equal(40, stored.Count);
        Assert.All(stored, e => Assert.Equal(2, e.Targets.Count));
    }

    [Fact]
    public async Task A_clock_that_goes_back_leaves_the_month_where_it_was()
    {
        await store.AppendAsync(log, [Some.Entry(log, id: 1, at: NewYear), Some.Entry(log, id: 2, at: NewYear.AddDays(-3))], Cancel);
        await store.AppendAsync(log, [Some.Entry(log, id: 3, at: NewYear.AddMonths(-5))], Cancel);
        Assert.Equal(["203101: 3"], await CountsAsync("entries"));
    }

    [Fact]
    public async Task An_event_that_comes_again_in_another_month_is_known()
    {
        var first = await store.AppendAsync(log, [Some.Entry(log, at: NewYear)], Cancel);
        var again = await store.AppendAsync(
            log, [Some.Entry(log, id: 2, at: NewYear.AddMonths(4)), Some.Entry(log, at: NewYear.AddMonths(5))], Cancel);
        Assert.Equal([AppendStatus.Appended, AppendStatus.Replayed], again.Select(r => r.Status));
        Assert.Equal((first[0].Index, first[0].LeafHash), (again[1].Index, again[1].LeafHash));
    }

    [Fact]
    public async Task Cairns_own_entries_stand_in_a_partition_that_never_goes()
    {
        var own = CairnActions.All[0].Event() with { Actor = CairnActions.Actor };
        await store.AppendAsync(
            log,
            [
                Some.Entry(log, id: 1, at: NewYear),
                Some.Entry(log, own with { Id = Some.Id(2) }, 2, NewYear, [1]),
                Some.Entry(log, id: 3, at: NewYear)
            ],
            Cancel);
        Assert.Equal(["0: 1", "203101: 2"], await CountsAsync("entries"));
        await LogCheck.IsSound(store, log);
    }

    [Fact]
    public async Task Hundreds_of_entries_in_ten_years_are_read_in_any_page()
    {
        var random = new Random(3);
        var at = NewYear;
        for (var i = 0; i < 60; i++)
        {
            at = at.AddDays(random.Next(1, 120));
            await store.AppendAsync(log, [.. Enumerable.Range(1, 10).Select(n => Some.Entry(log, id: (i * 10) + n, at: at))], Cancel);
        }

        Assert.Equal(600, (await LogCheck.IsSound(store, log)).Count);
        foreach (var (from, count) in new[] { (0, 50), (7, 1), (300, 77), (590, 50) })
        {
            var page = await store.ReadEntriesAsync(log, from, count, Cancel);
            Assert.Equal(Enumerable.Range(from, Math.Min(count, 600 - from)).Select(i => (long)i), page.Select(e => e.Index));
            Assert.All(page, e => Assert.Equal((2, 5), (e.Targets.Count, e.Disclosures.Count)));
        }
    }

    [Fact]
    public async Task A_row_in_the_partition_of_another_month_is_named()
    {
        await store.AppendAsync(
            log, [.. Enumerable.Range(1, 40).Select(i => Some.Entry(log, id: i, at: NewYear.AddSeconds(i - 20)))], Cancel);
        foreach (var table in new[] { "entries", "targets", "disclosures" })
        {
            await database.UnguardedAsync($"UPDATE cairn.{table} SET month = 203101 WHERE idx = 5", table);
            var stray = Assert.Single(await store.FindStraysAsync(log, Cancel));
            Assert.Equal((table, 5L, "is in the partition of another month"), (stray.Member, stray.Index, stray.Words));
            await database.UnguardedAsync($"UPDATE cairn.{table} SET month = 203012 WHERE idx = 5", table);
        }
    }

    [Fact]
    public async Task A_host_whose_clock_says_2099_is_refused_by_name()
    {
        await database.RunAsync("UPDATE cairn.settings SET value = '300' WHERE name = 'skew_seconds'");
        var late = new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var refusal = await Assert.ThrowsAsync<CairnStoreException>(
            async () => await store.AppendAsync(log, [Some.Entry(log, at: late)], Cancel));
        Assert.Contains(Environment.MachineName, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("seconds ahead", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await store.ReadHeadAsync(log, Cancel)).Size);
        Assert.All(
            await store.AppendAsync(log, [Some.Entry(log, at: NewYear.AddYears(-20))], Cancel),
            r => Assert.Equal(AppendStatus.Appended, r.Status));
    }

    private async Task<List<string>> CountsAsync(string table)
    {
        await using var command = database.Superuser.CreateCommand(
            $"SELECT month || ': ' || count(*) FROM cairn.{table} GROUP BY month ORDER BY month");
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var counts = new List<string>();
        while (await reader.ReadAsync(Cancel))
        {
            counts.Add(reader.GetString(0));
        }

        return counts;
    }
}
