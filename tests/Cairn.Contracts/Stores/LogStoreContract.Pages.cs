using Cairn.Entries;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Contracts;

public abstract partial class LogStoreContract
{
    private const int Paged = 240;

    [Fact]
    public async Task Pages_hold_what_a_filter_asks_for_in_its_order_and_nothing_twice()
    {
        var (store, log, entries, random) = await PagedAsync(seed: 1);
        await using (store)
        {
            for (var i = 0; i < 150; i++)
            {
                var filter = random.Filter(log);
                var expected = Expected(entries, filter);
                Assert.Equal(expected, await PagedAsync(store, log, filter, size: i % 3 == 0 ? 1000 : 7));
                Assert.Equal(expected.Count, await store.CountAsync(log, filter, long.MaxValue, Cancel));
                Assert.Equal(Math.Min(3, expected.Count), await store.CountAsync(log, filter, 3, Cancel));
            }
        }
    }

    [Fact]
    public async Task Each_single_condition_leads_to_its_entries()
    {
        var (store, log, entries, _) = await PagedAsync(seed: 2);
        await using (store)
        {
            foreach (var filter in SingleConditions(log))
            {
                foreach (var each in (EntryFilter[])[filter, filter with { OldestFirst = true }])
                {
                    Assert.False(each.Scans);
                    Assert.Equal(Expected(entries, each), await PagedAsync(store, log, each, size: 13));
                }
            }
        }
    }

    [Fact]
    public async Task A_list_of_more_choices_than_an_index_is_asked_for_finds_the_same()
    {
        var (store, log, entries, _) = await PagedAsync(seed: 3);
        await using (store)
        {
            LeafParty[] many = [.. Enumerable.Range(0, 150).Select(i => new LeafParty("user", $"u{i}"))];
            foreach (var filter in (EntryFilter[])[new() { Actors = many }, new() { Targets = many }, new() { Parties = many }])
            {
                Assert.True(filter.Scans);
                Assert.Equal(Expected(entries, filter), await PagedAsync(store, log, filter, size: 50));
            }

            Assert.Empty(await PagedAsync(store, log, new() { Actors = [] }, size: 5));
        }
    }

    [Fact]
    public async Task Entries_of_a_page_are_whole()
    {
        var (store, log, entries, _) = await PagedAsync(seed: 4);
        await using (store)
        {
            var page = await store.ReadPageAsync(log, new() { Actions = [new("door.opened")] }, null, 20, Cancel);
            Assert.Equal(20, page.Entries.Count);
            Assert.All(page.Entries, e => Same.Entry(entries[(int)e.Index], e));
        }
    }

    [Fact]
    public async Task What_is_appended_meanwhile_moves_no_page()
    {
        var (store, log, entries, _) = await PagedAsync(seed: 5);
        await using (store)
        {
            var filter = new EntryFilter { Actions = [new("door.opened")] };
            var first = await store.ReadPageAsync(log, filter, null, 10, Cancel);
            await store.AppendAsync(log, [Some.Entry(log, Some.BareEvent(9_999), 9_999, PageEntries.Start.AddDays(300))], Cancel);
            var second = await store.ReadPageAsync(log, filter, first.Next, 10, Cancel);
            Assert.Equal(Expected(entries, filter).Take(20), first.Entries.Concat(second.Entries).Select(e => e.Index));
        }
    }

    [Fact]
    public async Task Entries_that_are_gone_are_on_no_page()
    {
        var (store, log, entries, _) = await PagedAsync(seed: 6);
        await using (store)
        {
            Forget(log, new(50, 90));
            foreach (var filter in SingleConditions(log))
            {
                Assert.Equal(Expected(entries, filter).Where(i => i is < 50 or >= 90), await PagedAsync(store, log, filter, size: 17));
            }
        }
    }

    [Fact]
    public async Task The_actions_of_a_log_are_found_by_how_they_begin()
    {
        var (store, log, _, _) = await PagedAsync(seed: 7);
        await using (store)
        {
            Assert.Equal(["door.closed", "door.opened", "doorbell.rang"], await store.FindActionsAsync(log, "door", 10, Cancel));
            Assert.Equal(["door.closed"], await store.FindActionsAsync(log, "door", 1, Cancel));
            Assert.Equal(["door.closed", "door.opened"], await store.FindActionsAsync(log, "door.", 10, Cancel));
            Assert.Equal(5, (await store.FindActionsAsync(log, "", 10, Cancel)).Count);
            Assert.Empty(await store.FindActionsAsync(log, "x", 10, Cancel));
            Assert.True(await store.SeesAllAsync(log, Cancel));
        }
    }

    [Fact]
    public async Task The_types_of_targets_that_have_an_id_are_found()
    {
        var (store, log, _, _) = await PagedAsync(seed: 8);
        await using (store)
        {
            Assert.Equal(["door"], await store.FindTargetTypesAsync(log, "d0", 10, Cancel));
            Assert.Equal(["user"], await store.FindTargetTypesAsync(log, "u1", 10, Cancel));
            Assert.Equal(["room"], await store.FindTargetTypesAsync(log, "r1", 1, Cancel));
            Assert.Empty(await store.FindTargetTypesAsync(log, "x", 10, Cancel));
        }
    }

    [Fact]
    public async Task Entries_are_counted_by_their_keys()
    {
        var (store, log, entries, random) = await PagedAsync(seed: 9);
        GroupKey[] keys =
        [
            .. Enum.GetValues<GroupKind>().Where(k => k != GroupKind.Time).Select(k => new GroupKey(k)),
            new(GroupKind.Time, 900_000_000), new(GroupKind.Time, 86_400_000_000),
        ];
        await using (store)
        {
            for (var i = 0; i < 120; i++)
            {
                GroupKey[] by = i % 3 == 0 ? [keys[i % keys.Length]] : [keys[i % keys.Length], keys[(i + 1 + (i % 4)) % keys.Length]];
                var filter = i % 5 == 0 ? new() : random.Filter(log);
                var groups = await store.CountGroupsAsync(log, filter, by, Cancel);
                Assert.Equal(Grouped(entries, filter, by), groups.OrderBy(g => $"{g.First}|{g.Second}", StringComparer.Ordinal));
            }
        }
    }

    // By the leaf.
    private static IEnumerable<StoredGroup> Grouped(List<SealedEntry> entries, EntryFilter filter, GroupKey[] by) =>
        entries.Select((e, i) => (e.Leaf, Index: (long)i, Holds: Holds(e, i, filter))).Where(e => e.Holds)
            .SelectMany(e => Keys(e.Leaf, by[0]), (e, first) => (e.Leaf, e.Index, First: first))
            .SelectMany(e => by.Length == 1 ? [null] : Keys(e.Leaf, by[1]), (e, second) => (e.Index, e.First, Second: second))
            .GroupBy(e => (e.First, e.Second), e => e.Index)
            .Select(g => new StoredGroup(g.Key.First, g.Key.Second, g.Count(), g.Max()))
            .OrderBy(g => $"{g.First}|{g.Second}", StringComparer.Ordinal);

    private static IEnumerable<string?> Keys(Leaf leaf, GroupKey key) => key.Kind switch
    {
        GroupKind.Category => [leaf.Category],
        GroupKind.Action => [leaf.Action],
        GroupKind.Actor => [$"{leaf.Actor.Type}/{leaf.Actor.Id}"],
        GroupKind.Target => leaf.Targets.Select(string? (t) => $"{t.Type}/{t.Id}").Distinct(),
        GroupKind.Outcome => [Cairn.Events.ResultNames.Name(leaf.Result)],
        GroupKind.Source => [leaf.Source],
        _ => [$"{RfcTime.ToMicroseconds(leaf.OccurredAt) / key.Unit}"],
    };

    [Fact]
    public async Task One_log_is_found_by_its_tenant_or_its_id_with_its_keys()
    {
        var (store, first) = await OpenLog();
        await using (store)
        {
            var second = await store.CreateLogAsync(Some.Log(generation: 2), Cancel);
            var other = await store.CreateLogAsync(Some.Log("other"), Cancel);
            foreach (var (expected, found) in ((LogIdentity, LogIdentity?)[])[
                (second, await store.FindLogAsync(LogIdentity.DefaultTenant, Cancel)), (other, await store.FindLogAsync("other", Cancel)),
                (first, await store.FindLogByIdAsync(first.LogId, Cancel)), (other, await store.FindLogByIdAsync(other.LogId, Cancel))])
            {
                // Asserted by this.
                Assert.Equal((expected.Key, expected.Origin, expected.Generation), (found!.Key, found.Origin, found.Generation));
                Assert.Equal(expected.Secret, found.Secret);
                Assert.Equal(
                    expected.Keys.All.Select(k => Convert.ToHexString(k.Bytes)), found.Keys.All.Select(k => Convert.ToHexString(k.Bytes)));
            }

            Assert.Null(await store.FindLogAsync("nobody", Cancel));
            Assert.Null(await store.FindLogByIdAsync(Some.Log("nobody").LogId, Cancel));
        }
    }

    private static EntryFilter[] SingleConditions(LogIdentity log) =>
    [
        new(),
        new() { Actors = [new("user", "u2")] },
        new() { Actors = [new("user", "u1"), new("user", "u2"), new("service", "u2")] },
        new() { Targets = [new("door", "d0")] },
        new() { Targets = [new("room", null), new("room", "r1")] },
        new() { Parties = [new("user", "u1"), new("user", "u3")] },
        new() { Actions = [new("door.opened"), new("member.removed")] },
        new() { Categories = ["finance"] },
        new() { Outcomes = [AuditResult.Failure, AuditResult.Denied] },
        new() { Networks = [Network.Of("192.0.2.9")!.Value.Hash(log.NewestKey(KeyPurpose.Lookup))] }, // An address.
        new()
        {
            From = RfcTime.ToMicroseconds(PageEntries.Start.AddDays(10)),
            Until = RfcTime.ToMicroseconds(PageEntries.Start.AddDays(40))
        },
        new() { From = RfcTime.ToMicroseconds(PageEntries.Start.AddDays(20)) },
        new() { Until = RfcTime.ToMicroseconds(PageEntries.Start.AddDays(20)) },
        new() { Range = new(40, 100) },
    ];

    private async Task<(ILogStore Store, LogIdentity Log, List<SealedEntry> Entries, PageEntries Random)> PagedAsync(int seed)
    {
        var (store, log) = await OpenLog();
        var (random, other) = (new PageEntries(seed), await store.CreateLogAsync(Some.Log("other"), Cancel));
        var entries = random.Sealed(log, Paged);
        await store.AppendAsync(other, new PageEntries(seed + 100).Sealed(other, Paged), Cancel);
        await store.AppendAsync(log, entries, Cancel);
        return (store, log, entries, random);
    }

    private static async Task<List<long>> PagedAsync(ILogStore store, LogIdentity log, EntryFilter filter, int size)
    {
        var indexes = new List<long>();
        EntryCursor? at = null;
        do
        {
            var page = await store.ReadPageAsync(log, filter, at, size, Cancel);
            Assert.True(page.Entries.Count <= size);
            indexes.AddRange(page.Entries.Select(e => e.Index));
            at = page.Next;
        }
        while (at is not null);
        return indexes;
    }

    /// <summary>By the book: every entry is looked at, by its leaf, and those that hold are sorted.</summary>
    private static List<long> Expected(List<SealedEntry> entries, EntryFilter filter)
    {
        var held = entries.Select((e, i) => (Entry: e, Index: (long)i)).Where(e => Holds(e.Entry, e.Index, filter));
        var sorted = filter.IsByTime ? held.OrderBy(e => e.Entry.Leaf.OccurredAt).ThenBy(e => e.Index) : held.OrderBy(e => e.Index);
        List<long> indexes = [.. sorted.Select(e => e.Index)];
        if (!filter.OldestFirst)
        {
            indexes.Reverse();
        }

        return indexes;
    }

    private static bool Holds(SealedEntry entry, long index, EntryFilter filter)
    {
        var leaf = entry.Leaf;
        var occurredAt = RfcTime.ToMicroseconds(leaf.OccurredAt);
        string? Member(string name) =>
            name == "source" ? leaf.Source : name == "request_id" ? leaf.RequestId : throw new ArgumentException(name);
        bool IsActor(LeafParty p) => p.Type.Length == 0 ? p.Id == leaf.Actor.Id : p == leaf.Actor;
        bool IsAction(ActionName a) =>
            a.IsPrefix ? leaf.Action[..Math.Min(a.Text.Length, leaf.Action.Length)] == a.Text : a.Text == leaf.Action;
        return index >= filter.Range.From && index < filter.Range.To
            && filter.Actors?.Any(IsActor) != false
            && filter.ActorTypes?.Contains(leaf.Actor.Type) != false
            && filter.TargetTypes?.Any(type => leaf.Targets.Any(t => t.Type == type)) != false
            && filter.Targets?.Any(leaf.Targets.Contains) != false
            && filter.Parties?.Any(p => IsActor(p) || leaf.Targets.Contains(p)) != false
            && filter.Actions?.Any(IsAction) != false
            && !filter.LeftOut.Any(IsAction)
            && filter.AllOf.All(f => Holds(entry, index, f))
            && (filter.AnyOf.Count == 0 || filter.AnyOf.Any(f => Holds(entry, index, f)))
            && filter.NoneOf.All(f => !Holds(entry, index, f))
            && filter.Categories?.Contains(leaf.Category) != false
            && filter.Outcomes?.Contains(leaf.Result) != false
            && filter.Networks?.Any(n => n == entry.Network) != false
            && filter.Members.All(m => m.Values.Contains(Member(m.Name)))
            && !(occurredAt < filter.From)
            && !(occurredAt >= filter.Until);
    }
}
