using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Reading;
using Cairn.Stores;

namespace Cairn.Tests.Reading;

/// <summary>What no index finds is searched for in parts, and a page that has to be short says so.</summary>
public sealed class PageScanTests : IAsyncDisposable
{
    private readonly MemoryStore store = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_search_that_stops_goes_on_where_it_stopped_until_all_is_found(bool oldestFirst)
    {
        var (log, rare) = await FilledAsync();
        var filter = new EntryFilter { Members = [new("request_id", ["rare"])], OldestFirst = oldestFirst };
        var (found, stops) = (new List<long>(), 0);
        EntryCursor? after = null;
        do
        {
            var page = await new PageScan(store, log, filter, null) { FirstPart = 8, MostIndexes = 40 }.ReadAsync(after, 2, Cancel);
            Assert.True(page.Entries.Count <= 2);
            Assert.Equal(page.SearchedTo is not null, page.Next is not null && page.Entries.Count < 2);
            stops += page.SearchedTo is null ? 0 : 1;
            found.AddRange(page.Entries.Select(e => e.Index));
            after = page.Next;
        }
        while (after is not null);
        Assert.Equal(oldestFirst ? rare.Order() : rare.OrderDescending(), found);
        Assert.True(stops > 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_only_disclosures_tell_is_looked_for_so_many_entries_at_a_time(bool oldestFirst)
    {
        var (log, rare) = await FilledAsync();
        var (found, stops) = (new List<long>(), 0);
        EntryCursor? after = null;
        do
        {
            var page = await new PageScan(store, log, new() { OldestFirst = oldestFirst }, e => rare.Contains(e.Index)) { MostRead = 1 }
                .ReadAsync(after, 2, Cancel);
            stops += page.SearchedTo is null ? 0 : 1;
            found.AddRange(page.Entries.Select(e => e.Index));
            after = page.Next;
        }
        while (after is not null);
        Assert.Equal(oldestFirst ? rare.Order() : rare.OrderDescending(), found);
        Assert.True(stops > 0);
    }

    private async Task<(LogIdentity Log, long[] Rare)> FilledAsync()
    {
        const int Count = 1_200;
        long[] rare = [3, 4, 5, 400, 900, 1_199];
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        await store.AppendAsync(
            log,
            [.. Enumerable.Range(0, Count).Select(i => Some.Entry(
                log,
                Some.BareEvent(i + 1) with { Context = new() { RequestId = rare.Contains(i) ? "rare" : "r" } },
                i + 1,
                Some.Time.AddMilliseconds(i)))],
            Cancel);
        return (log, rare);
    }
}
