using System.Text;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Contracts;

public abstract partial class StoreLifecycleContract
{
    private const string Ann = "user:~AnnAnnAnnAnnAnnAnnAnnA";
    private const string Bob = "user:~BobBobBobBobBobBobBobA";

    [Fact]
    public async Task One_disclosure_of_an_entry_goes_and_the_others_stay()
    {
        var (store, ways, log) = await OpenLog(3);
        var before = await store.ReadEntriesAsync(log, 0, 3, Cancel);
        var network = Some.Entries(log, 3)[1].Disclosures.First(d => d.Name == "network");
        var manifest = await Attest(store, log, SomeManifest.Erased(log, 100, network.Digest));
        Assert.Equal(1, (await ways.EraseAsync(log, manifest, [0, 1, 2, 500], Cancel)).Disclosures);
        var after = await store.ReadEntriesAsync(log, 0, 3, Cancel);
        Same.Entry(before[0], after[0]);
        Same.Entry(before[2], after[2]);
        Assert.Equal(before[1].Disclosures.Where(d => d.Name != "network").Select(d => d.Name), after[1].Disclosures.Select(d => d.Name));
        Assert.Null(after[1].EventDigest);
        Assert.Equal(before[1].ReplayKeyId, after[1].ReplayKeyId);
        Assert.Null(after[1].Network);
        Assert.Equal(Convert.ToHexString(before[1].Leaf.Span), Convert.ToHexString(after[1].Leaf.Span));
        await IsWhole(store, log);

        // Run again: nothing is left to do, and the id alone still tells the event.
        Assert.Equal(0, (await ways.EraseAsync(log, manifest, [1], Cancel)).Disclosures);
        Assert.Equal(
            AppendStatus.Replayed,
            (await store.AppendAsync(log, [Some.Entry(log, Some.Event(id: 2, reason: "another"), 2)], Cancel))[0].Status);
    }

    [Fact]
    public async Task An_erased_disclosure_other_than_the_network_leaves_the_address()
    {
        var (store, ways, log) = await OpenLog(1);
        var before = Assert.Single(await store.ReadEntriesAsync(log, 0, 1, Cancel));
        var manifest = await Attest(
            store, log, SomeManifest.Erased(log, 100, Some.Entries(log, 1)[0].Disclosures.First(d => d.Name == "content").Digest));
        await ways.EraseAsync(log, manifest, [0], Cancel);
        Assert.Equal(before.Network, Assert.Single(await store.ReadEntriesAsync(log, 0, 1, Cancel)).Network);
    }

    [Fact]
    public async Task Only_the_entries_asked_for_are_erased_and_only_what_the_manifest_names()
    {
        var (store, ways, log) = await OpenLog(3);
        var entries = Some.Entries(log, 3);
        var manifest = await Attest(
            store, log, SomeManifest.Erased(log, 100, entries[0].Disclosures[0].Digest, entries[1].Disclosures[0].Digest));
        Assert.Equal(1, (await ways.EraseAsync(log, manifest, [1, 2], Cancel)).Disclosures);
        Assert.Equal(entries[0].Disclosures.Count, (await store.ReadEntriesAsync(log, 0, 1, Cancel))[0].Disclosures.Count);
        Assert.Equal(entries[2].Disclosures.Count, (await store.ReadEntriesAsync(log, 2, 1, Cancel))[0].Disclosures.Count);
    }

    [Fact]
    public async Task Nothing_is_erased_that_no_manifest_attests()
    {
        var (store, ways, log) = await OpenLog(5);
        var digest = Some.Entries(log, 1)[0].Disclosures[0].Digest;
        var plan = await Attest(store, log, SomeManifest.Plan(log, 100, SomeManifest.Ranges((0, 4))));
        Forge(log, 3, "erased", SomeManifest.Erased(log, 101, digest).Manifest!);
        foreach (var index in new[] { -1, 0, 3, plan, 1000 })
        {
            await Assert.ThrowsAsync<CairnStoreException>(async () => await ways.EraseAsync(log, index, [0], Cancel));
        }

        Same.Entry(Some.Entries(log, 1)[0], (await store.ReadEntriesAsync(log, 0, 1, Cancel))[0]);
    }

    [Fact]
    public async Task A_hold_wins_over_an_erasure()
    {
        var (store, ways, log) = await OpenLog(3);
        var manifest = await Attest(store, log, SomeManifest.Erased(log, 100, Some.Entries(log, 1)[0].Disclosures.Select(d => d.Digest)));
        await Attest(store, log, SomeManifest.Placed(log, 101, Hold, SomeManifest.Ranges((0, 0))));
        await Assert.ThrowsAsync<CairnStoreException>(async () => await ways.EraseAsync(log, manifest, [0], Cancel));
        await Attest(store, log, SomeManifest.Lifted(log, 102, Hold));
        Assert.True((await ways.EraseAsync(log, manifest, [0], Cancel)).Disclosures > 0);
    }

    [Fact]
    public async Task A_person_leaves_with_the_last_entry_that_says_who_they_are()
    {
        var (store, ways, log) = await OpenLog(0);
        await store.AppendAsync(
            log,
            [About(log, 1, "actor", Ann), About(log, 2, "targets", Ann), About(log, 3, "actor", Bob), About(log, 4, "network", Ann)],
            Cancel);
        var people = (await store.ReadHeadAsync(log, Cancel)).People;
        var plan = await Attest(store, log, SomeManifest.Plan(log, 100, SomeManifest.Ranges((0, 0))));
        Assert.Equal(0, (await ways.ExpireAsync(log, plan, Cancel)).Persons);
        Assert.Equal(2, (await store.SubjectsAsync(log, [IdentifierOf(Ann), IdentifierOf(Bob)], Cancel)).Count);
        Assert.Equal(people, (await store.ReadHeadAsync(log, Cancel)).People);

        plan = await Attest(store, log, SomeManifest.Plan(log, 101, SomeManifest.Ranges((1, 1))));
        Assert.Equal(1, (await ways.ExpireAsync(log, plan, Cancel)).Persons);
        var found = await store.FindSubjectsAsync(log, [IdentifierOf(Ann), IdentifierOf(Bob)], Cancel);
        Assert.Equal(Bob, Assert.Single(found.Rows).Value.Subject);
        Assert.Equal([Bob], (await store.FindAliasesAsync(log, [AliasOf("same")], Cancel)).Select(a => a.Subject));
        Assert.Equal(people + 1, found.People);
        Assert.Equal(people + 1, (await store.ReadHeadAsync(log, Cancel)).People);
        await IsWhole(store, log);
    }

    [Fact]
    public async Task A_person_leaves_with_the_last_erased_disclosure_that_says_who_they_are()
    {
        var (store, ways, log) = await OpenLog(0);
        SealedEntry[] entries = [About(log, 1, "actor", Ann), About(log, 2, "actor", Bob)];
        await store.AppendAsync(log, entries, Cancel);
        var manifest = await Attest(store, log, SomeManifest.Erased(log, 100, entries[0].Disclosures[0].Digest));
        Assert.Equal(
            (1, 1), await ways.EraseAsync(log, manifest, [0], Cancel) is var result ? (result.Disclosures, result.Persons) : default);
        Assert.Equal(Bob, Assert.Single(await store.SubjectsAsync(log, [IdentifierOf(Ann), IdentifierOf(Bob)], Cancel)).Value.Subject);
        Assert.Equal([Bob], (await store.ReadAliasesAsync(log, 0, 100, Cancel)).Select(a => a.Subject));
        await IsWhole(store, log);
    }

    [Fact]
    public async Task Somebody_known_by_a_plain_id_leaves_the_aliases_with_their_last_entry()
    {
        var (store, ways, log) = await OpenLog(0);
        var e = Some.Event(actor: "u-1") with { Targets = [] };
        var bare = Some.BareEvent(2) with { Actor = AuditActor.User("u-1") };
        await store.AppendAsync(
            log, [Some.Entry(log, e), Some.Entry(log, bare, 2), Some.Entry(log, e with { Id = Some.Id(3) }, 3)], Cancel);
        Assert.NotEmpty(await store.ReadAliasesAsync(log, 0, 10, Cancel));
        await ways.ExpireAsync(log, await Attest(store, log, SomeManifest.Plan(log, 100, SomeManifest.Ranges((0, 0)))), Cancel);
        Assert.NotEmpty(await store.ReadAliasesAsync(log, 0, 10, Cancel));
        await ways.ExpireAsync(log, await Attest(store, log, SomeManifest.Plan(log, 101, SomeManifest.Ranges((2, 2)))), Cancel);
        Assert.Empty(await store.ReadAliasesAsync(log, 0, 10, Cancel));
        await IsWhole(store, log);
    }

    [Fact]
    public async Task Names_looked_up_before_persons_left_are_a_race()
    {
        var (store, ways, log) = await OpenLog(0);
        await store.AppendAsync(log, [About(log, 1, "actor", Ann)], Cancel);
        var (people, rows) = await store.FindSubjectsAsync(log, [IdentifierOf(Ann)], Cancel);
        Assert.Single(rows);
        await ways.ExpireAsync(log, await Attest(store, log, SomeManifest.Plan(log, 100, SomeManifest.Ranges((0, 0)))), Cancel);
        var again = About(log, 2, "actor", Ann) with { NewSubjects = [] };
        await Assert.ThrowsAsync<SubjectRaceException>(async () => await store.AppendAsync(log, [again], people, Cancel));
        Assert.Equal([1], await Indexes(store, log));
        (people, rows) = await store.FindSubjectsAsync(log, [IdentifierOf(Ann)], Cancel);
        Assert.Empty(rows);
        Assert.Equal(AppendStatus.Appended, (await store.AppendAsync(log, [About(log, 2, "actor", Ann)], people, Cancel))[0].Status);
    }

    private static Hash IdentifierOf(string subject) => Hash.OfData(Encoding.UTF8.GetBytes(subject));

    private static AliasHash AliasOf(string name) => AliasHash.Of(Hash.OfData(Encoding.UTF8.GetBytes(name)).ToArray());

    /// <summary>An entry with one disclosure about a person, whom it brings, with a name that others have too.</summary>
    private static SealedEntry About(LogIdentity log, long id, string name, string subject)
    {
        var disclosure = Disclosure.Make(
            name, subject, Encoding.UTF8.GetBytes($$"""{"subject":"{{subject}}","id":"x"}"""), Guid.NewGuid().ToByteArray());
        var bare = Some.Entry(log, Some.BareEvent(id), id, Some.Time.AddMilliseconds(id));
        var leaf = bare.Leaf with { Digests = [disclosure.Digest] };
        var bytes = LeafWriter.Write(leaf, new()).ToArray();
        return bare with
        {
            Leaf = leaf,
            LeafBytes = bytes,
            LeafHash = Hash.OfLeaf(bytes),
            Disclosures = [disclosure],
            NewSubjects = [new(IdentifierOf(subject), subject)],
            Aliases = [new(AliasOf("same"), subject)],
        };
    }
}
