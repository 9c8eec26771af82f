using Cairn.Entries;
using Cairn.Events;
using Cairn.Stores;

namespace Cairn.Contracts;

public abstract partial class LogStoreContract
{
    [Fact]
    public async Task A_batch_sent_again_is_answered_with_the_first_ones_places()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var entries = Some.Entries(log, 20);
        var first = await store.AppendAsync(log, entries, Cancel);
        var head = await Head(store, log);
        var again = await store.AppendAsync(log, entries, Cancel);
        Assert.Equal(first.Select(r => r with { Status = AppendStatus.Replayed }), again);
        Assert.Equal(head, await Head(store, log));
        await Holds(store, log, entries);
    }

    [Fact]
    public async Task An_event_sealed_again_with_other_salts_and_times_is_still_the_same_event()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var first = await store.AppendAsync(log, [Some.Entry(log)], Cancel);
        var other = new Sealer(log, PersonRules.Default, Some.Fill(99)).Seal(
            Some.Event(),
            new() { EventId = Some.Id(1), RecordedAt = Some.Time.AddHours(1) },
            _ => throw new InvalidOperationException("No personal id here."));
        var again = await store.AppendAsync(log, [other], Cancel);
        Assert.NotEqual(first[0].LeafHash, other.LeafHash);
        Assert.Equal(first[0] with { Status = AppendStatus.Replayed }, again[0]);
    }

    [Fact]
    public async Task An_id_twice_in_one_batch_is_one_entry()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var entries = Some.Entries(log, 3);
        var results = await store.AppendAsync(log, [entries[0], entries[1], entries[0], entries[2], entries[1]], Cancel);
        Assert.Equal(
            [
                (AppendStatus.Appended, 0L), (AppendStatus.Appended, 1L), (AppendStatus.Replayed, 0L), (AppendStatus.Appended, 2L),
                (AppendStatus.Replayed, 1L)
            ],
            results.Select(r => (r.Status, r.Index)));
        Assert.Equal(entries[1].LeafHash, results[4].LeafHash);
        await Holds(store, log, entries);
    }

    [Fact]
    public async Task An_id_reused_for_another_event_is_refused_and_the_others_are_appended()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var first = Some.Entry(log);
        await store.AppendAsync(log, [first], Cancel);
        var impostor = Some.Entry(log, Some.Event(reason: "another reason"));
        var others = Some.Entries(log, 2, from: 2);
        var results = await store.AppendAsync(log, [others[0], impostor, others[1]], Cancel);
        Assert.Equal([AppendStatus.Appended, AppendStatus.Conflict, AppendStatus.Appended], results.Select(r => r.Status));
        Assert.Equal((0, first.LeafHash), (results[1].Index, results[1].LeafHash));
        await Holds(store, log, [first, .. others]);
    }

    [Fact]
    public async Task An_id_reused_within_one_batch_is_refused_too()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var first = Some.Entry(log);
        var results = await store.AppendAsync(log, [first, Some.Entry(log, Some.Event(action: "member.added"))], Cancel);
        Assert.Equal([AppendStatus.Appended, AppendStatus.Conflict], results.Select(r => r.Status));
        await Holds(store, log, [first]);
    }

    [Fact]
    public async Task An_id_whose_entry_has_expired_is_new_again()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var entries = Some.Entries(log, 3);
        await store.AppendAsync(log, entries, Cancel);
        Forget(log, new(1, 2));
        Assert.Null(await store.FindAsync(log, Some.Id(2), Cancel));
        var results = await store.AppendAsync(log, entries, Cancel);
        Assert.Equal(
            [(AppendStatus.Replayed, 0L), (AppendStatus.Appended, 3L), (AppendStatus.Replayed, 2L)],
            results.Select(r => (r.Status, r.Index)));
    }

    [Fact]
    public async Task Random_batches_with_random_replays_leave_what_the_reference_store_has()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        await using var reference = new MemoryStore();
        var same = await reference.CreateLogAsync(log, Cancel);
        var random = new Random(4711);
        for (var round = 0; round < 60; round++)
        {
            var batch = RandomBatch(log, random);
            Assert.Equal(await reference.AppendAsync(same, batch, Cancel), await store.AppendAsync(log, batch, Cancel));
            Assert.Equal(await Head(reference, same), await Head(store, log));
        }

        var expected = await All(reference, same);
        var actual = await All(store, log);
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            Same.Entry(expected[i], actual[i]);
        }
    }

    // Few ids for many entries: about half are replays or conflicts, some within their own batch.
    private static List<SealedEntry> RandomBatch(LogIdentity log, Random random)
    {
        var batch = new List<SealedEntry>();
        for (var i = random.Next(40); i >= 0; i--)
        {
            var id = random.Next(1, 800);
            var e = Some.Event(id: id, reason: random.Next(10) == 0 ? "another reason" : "the reason");
            batch.Add(Some.Entry(log, e, id, Some.Time.AddSeconds(random.Next(-1000, 1000))));
        }

        return batch;
    }
}
