using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Contracts;

public abstract partial class LogStoreContract
{
    private static readonly AliasHash Name = new(UInt128.MaxValue - 5);
    private static readonly AliasHash Phone = new(7);

    [Fact]
    public async Task Namesakes_share_an_alias_and_one_person_may_have_many()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        await store.AppendAsync(
            log,
            [
                Called(log, 1, (Name, "user:a")),
                Called(log, 2, (Name, "user:b"), (Phone, "user:a")),
                Called(log, 3, (Name, "user:a"), (Phone, "user:a"))
            ],
            Cancel);
        var found = await store.FindAliasesAsync(log, [Name], Cancel);
        Assert.Equal(
            [(0L, "user:a", 1), (1L, "user:b", 1)],
            found.OrderBy(a => a.Subject, StringComparer.Ordinal).Select(a => (a.FirstIndex, a.Subject, a.KeyId)));
        Assert.All(found, a => Assert.Equal(Name, a.Identifier));
        Assert.Equal(3, (await store.FindAliasesAsync(log, [Name, Phone, new(9)], Cancel)).Count);
        Assert.Equal(
            [(0L, "user:a"), (1L, "user:a"), (1L, "user:b")],
            (await store.ReadAliasesAsync(log, 0, 100, Cancel)).Select(a => (a.FirstIndex, a.Subject)).Order());
        Assert.Empty(await store.ReadAliasesAsync(log, 2, 100, Cancel));
    }

    [Fact]
    public async Task A_replay_brings_no_alias_and_another_log_has_its_own()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var other = await store.CreateLogAsync(Some.Log("other"), Cancel);
        await store.AppendAsync(log, [Called(log, 1, (Name, "user:a"))], Cancel);
        Assert.Equal(AppendStatus.Replayed, (await store.AppendAsync(log, [Called(log, 1, (Phone, "user:a"))], Cancel))[0].Status);
        Assert.Empty(await store.FindAliasesAsync(log, [Phone], Cancel));
        Assert.Empty(await store.FindAliasesAsync(other, [Name], Cancel));
    }

    [Fact]
    public async Task An_entry_is_read_with_the_network_it_came_from()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var entries = Some.Entries(log, 3);
        entries[0] = entries[0] with { Network = long.MinValue };
        entries[1] = entries[1] with { Network = null };
        entries[2] = entries[2] with { Network = -1, LookupKeyId = 9 };
        await store.AppendAsync(log, entries, Cancel);
        Assert.Equal(
            [new(long.MinValue, 1), null, new StoredNetwork(-1, 9)],
            (await store.ReadEntriesAsync(log, 0, 3, Cancel)).Select(e => e.Network));
    }

    [Fact]
    public async Task The_keys_of_a_log_come_with_it()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var made = Some.Log();
        foreach (var stored in new[]
        {
            log,
            Assert.Single(await store.ListLogsAsync(Cancel)),
            await store.CreateLogAsync(Some.Log(seed: 5), Cancel)
        })
        {
            Assert.Equal(
                made.Keys.All.Select(k => (k.Id, k.Purpose, Convert.ToHexString(k.Bytes))),
                stored.Keys.All.OrderBy(k => k.Id).Select(k => (k.Id, k.Purpose, Convert.ToHexString(k.Bytes))));
        }
    }

    [Fact]
    public async Task A_rows_key_is_named()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        await store.AppendAsync(log, [Some.Entry(log) with { ReplayKeyId = 12 }], Cancel);
        Assert.Equal(12, Assert.Single(await store.ReadEntriesAsync(log, 0, 1, Cancel)).ReplayKeyId);
    }

    [Fact]
    public async Task Manifests_are_read_by_kind()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        await store.AppendAsync(
            log,
            [
                SomeManifest.Placed(log, 1, "BBBBBBBBBBBBBBBBBBBBBA", SomeManifest.Ranges((0, 0))),
                SomeManifest.Plan(log, 2, SomeManifest.Ranges((0, 0)))
            ],
            Cancel);
        Assert.Equal(
            [(0L, "hold_placed"), (1L, "expiry_planned")],
            (await store.ReadManifestsAsync(log, null, Cancel)).Select(m => (m.Index, m.Kind)));
        Assert.Equal(1, Assert.Single(await store.ReadManifestsAsync(log, "expiry_planned", Cancel)).Index);
        Assert.Empty(await store.ReadManifestsAsync(log, "erased", Cancel));
    }

    [Fact]
    public async Task Verifier_keys_follow_each_other_and_the_newest_is_written_once()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        Assert.Empty(await store.ReadVerifierKeysAsync(log, Cancel));
        await store.AddVerifierKeyAsync(log, 3, "one", Cancel);
        await store.AddVerifierKeyAsync(log, 9, "one", Cancel);
        await store.AddVerifierKeyAsync(log, 10, "two", Cancel);
        await store.AddVerifierKeyAsync(log, 10, "two", Cancel);
        Assert.Equal([new(3, "one"), new(10, "two")], await store.ReadVerifierKeysAsync(log, Cancel));
        await Assert.ThrowsAsync<CairnStoreException>(async () => await store.AddVerifierKeyAsync(log, 10, "three", Cancel));
        await Assert.ThrowsAsync<CairnStoreException>(async () => await store.AddVerifierKeyAsync(log, 4, "one", Cancel));
        Assert.Equal(2, (await store.ReadVerifierKeysAsync(log, Cancel)).Count);
    }

    [Fact]
    public async Task Ids_ahead_of_the_clock_and_of_other_versions_are_told_apart_like_any()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var far = new Guid("ffffffff-ffff-7fff-bfff-ffffffffffff");
        var random = new Guid("f7f9d1a2-0b1c-4d5e-8f90-a1b2c3d4e5f6");
        SealedEntry[] entries =
        [
            Some.Entry(log, Some.BareEvent() with { Id = far }),
            Some.Entry(log, Some.BareEvent() with { Id = random }),
            .. Some.Entries(log, 20, bare: true)
        ];
        Assert.All(await store.AppendAsync(log, entries, Cancel), r => Assert.Equal(AppendStatus.Appended, r.Status));
        Assert.All(await store.AppendAsync(log, entries, Cancel), r => Assert.Equal(AppendStatus.Replayed, r.Status));

        // Behind the newest, and never seen.
        SealedEntry[] late =
        [
            Some.Entry(log, Some.BareEvent() with { Id = new("00000000-0000-7000-8000-000000000001") }),
            Some.Entry(log, Some.BareEvent(30), 30)
        ];
        Assert.All(await store.AppendAsync(log, late, Cancel), r => Assert.Equal(AppendStatus.Appended, r.Status));
        await Holds(store, log, [.. entries, .. late]);
    }

    private static SealedEntry Called(LogIdentity log, long id, params (AliasHash Identifier, string Subject)[] aliases) =>
        Some.Entry(log, Some.BareEvent(id), id) with { Aliases = [.. aliases.Select(a => new NewAlias(a.Identifier, a.Subject))] };
}
