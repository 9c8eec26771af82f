using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Contracts;

public abstract partial class LogStoreContract
{
    private static readonly Hash Owner = Hash.OfData("owner"u8);
    private static readonly Hash Member = Hash.OfData("bo"u8);

    [Fact]
    public async Task The_newest_checkpoint_is_the_one_that_is_read()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        Assert.Null(await store.ReadCheckpointAsync(log, Cancel));
        await store.PublishCheckpointAsync(log, "origin\n1\nroot\n\n— key sig\n", Cancel);
        await store.PublishCheckpointAsync(log, "origin\n2\nroot\n\n— key sig\n", Cancel);
        Assert.Equal("origin\n2\nroot\n\n— key sig\n", await store.ReadCheckpointAsync(log, Cancel));
    }

    [Fact]
    public async Task A_manifest_is_kept_beside_its_entry()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        await store.AppendAsync(
            log,
            [Some.Entry(log), Some.Entry(log, id: 2, manifest: [1, 2]), Some.Entry(log, id: 3), Some.Entry(log, id: 4, manifest: [3])],
            Cancel);
        var manifests = await store.ReadManifestsAsync(log, Cancel);
        Assert.Equal([(1L, "0102"), (3L, "03")], manifests.Select(m => (m.Index, Convert.ToHexString(m.Json.Span))));
    }

    [Fact]
    public async Task A_person_enters_the_directory_with_the_first_entry_that_names_them()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        await store.AppendAsync(
            log,
            [
                Some.Entry(log),
                Naming(log, 2, new NewSubject(Owner, "user:~owner")),
                Naming(log, 3, new(Owner, "user:~owner"), new(Member, "user:~member"))
            ],
            Cancel);
        Assert.Equal(
            [(1L, Owner, "user:~owner", 1L), (2L, Member, "user:~member", 1L)],
            (await store.ReadSubjectsAsync(log, 0, 100, Cancel)).Select(s => (s.FirstIndex, s.Identifier, s.Subject, s.KeyId)));
        Assert.Equal(Member, Assert.Single(await store.ReadSubjectsAsync(log, 2, 1, Cancel)).Identifier);
        var found = await store.SubjectsAsync(log, [Owner, Hash.Empty], Cancel);
        Assert.Equal("user:~owner", Assert.Single(found).Value.Subject);
    }

    [Fact]
    public async Task A_person_named_otherwise_by_another_process_is_a_race_and_nothing_is_appended()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        var first = Naming(log, 1, new NewSubject(Owner, "user:~owner"));
        await store.AppendAsync(log, [first], Cancel);
        var late = Naming(log, 3, new(Member, "user:~member"), new(Owner, "user:~other"));
        await Assert.ThrowsAsync<SubjectRaceException>(async () => await store.AppendAsync(log, [Some.Entry(log, id: 2), late], Cancel));
        await Holds(store, log, [first]);
        Assert.Empty(await store.SubjectsAsync(log, [Member], Cancel));
        Assert.Equal(AppendStatus.Appended, (await store.AppendAsync(log, [Some.Entry(log, id: 2)], Cancel))[0].Status);
    }

    [Fact]
    public async Task What_a_replay_would_bring_into_the_directory_is_ignored()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        await store.AppendAsync(log, [Naming(log, 1, new NewSubject(Owner, "user:~owner"))], Cancel);
        var again = await store.AppendAsync(
            log, [Naming(log, 1, new NewSubject(Owner, "user:~other"), new(Member, "user:~member"))], Cancel);
        Assert.Equal(AppendStatus.Replayed, again[0].Status);
        Assert.Equal("user:~owner", Assert.Single(await store.SubjectsAsync(log, [Owner, Member], Cancel)).Value.Subject);
    }

    [Fact]
    public async Task A_tile_that_is_not_there_is_left_out()
    {
        var (store, log) = await OpenLog();
        await using var _ = store;
        await store.AppendAsync(log, Some.Entries(log, 3), Cancel);
        var tiles = await store.ReadTilesAsync(log, [new(0, 0), new(0, 1), new(1, 0), new(0, 0)], Cancel);
        Assert.Equal(3 * Hash.Size, Assert.Single(tiles).Value.Length);
    }

    private static SealedEntry Naming(LogIdentity log, long id, params IReadOnlyList<NewSubject> subjects) =>
        Some.Entry(log, id: id, newSubjects: subjects);
}
