using Cairn.Contracts;

namespace Cairn.Postgres.Tests.Faults;

/// <summary>The server takes no message beyond 1 GiB: what is recorded at once is taken apart long before.</summary>
public sealed class HugeBatchTests
{
    [Fact]
    public async Task Many_events_as_large_as_they_may_be_are_many_small_transactions()
    {
        await using var database = await TestDatabase.MigratedAsync();
        await using var log = await FaultLog.OpenAsync(await database.LoginAsync("writer", "keeper"));
        await log.RecordAsync(1);
        var holder = await database.Superuser.HoldHeadAsync();
        var text = new string('語', 300_000); // Three bytes each, and one character.
        var receipts = Enumerable.Range(2, 40).Select(id => log.Log.RecordAsync(Some.Event(id: id).With("text", text))).ToList();
        await holder.EndAsync();
        await Task.WhenAll(receipts);
        Assert.InRange(
            await database.GetAsync<long>(
                "SELECT max(sum)::bigint FROM (SELECT sum(length(body)) AS sum FROM cairn.disclosures GROUP BY xmin::text) t"),
            1_000_000,
            64 << 20);
        await log.HasOnceAsync(41);
    }
}
