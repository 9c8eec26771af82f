using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Signing;
using Cairn.Stores;

namespace Cairn.Tests.Signing;

/// <summary>Several hosts with one key, each with a memory of its own.</summary>
public sealed class SharedSigningTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly SharedStore shared = new();
    private readonly SigningHost first;
    private readonly SigningHost second;

    public SharedSigningTests()
    {
        first = SigningHost.First(folder.File("first.key"));
        second = first.Copy(folder.File("second.key"));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private MemoryStore Store => shared.Store;

    private LogIdentity Log => shared.Log;

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whoever_signs_signs_what_the_log_was_and_the_checkpoint_never_goes_back(int seed)
    {
        var random = new Random(seed);
        var before = 0L;
        for (var i = 0; i < 100; i++)
        {
            await shared.AppendAsync(random.Next(4));
            var round = await (random.Next(2) == 0 ? first : second).SignAsync(Store, Log);
            if (await shared.PublishedAsync() is { } note)
            {
                var head = first.Open(Log, note);
                Assert.Equal((round.Size, shared.RootOf(head.Size)), (head.Size, head.Root));
                Assert.InRange(head.Size, before, long.MaxValue);
                before = head.Size;
            }
        }
    }

    [Fact]
    public async Task Hosts_that_sign_at_once_do_not_fork()
    {
        async Task<List<SigningRound>> RoundsAsync(SigningHost host)
        {
            var rounds = new List<SigningRound>();
            while (rounds.Count(r => r.IsSigned) < 40)
            {
                rounds.Add(await Task.Run(() => host.SignAsync(Store, Log), Cancel));
            }

            return rounds;
        }

        await shared.AppendAsync(1);
        var signing = Task.WhenAll(RoundsAsync(first), RoundsAsync(second));
        for (var i = 0; i < 200; i++)
        {
            await shared.AppendAsync(1);
            await Task.Yield();
        }

        foreach (var round in (await signing).SelectMany(r => r).Where(r => r.Note is not null))
        {
            Assert.Equal(shared.RootOf(round.Size), first.Open(Log, round.Note).Root);
        }
    }

    [Fact]
    public async Task Without_the_turn_a_host_signs_nothing_and_remembers_what_was_published()
    {
        await shared.AppendAsync(3);
        await first.SignAsync(Store, Log);
        await shared.AppendAsync(2);
        Store.Rows.Turns.Add(Log.Key);
        var round = await second.SignAsync(Store, Log);

        Assert.Equal((false, 3L, await shared.PublishedAsync()), (round.IsSigned, round.Size, round.Note));
        Assert.Equal(3, second.Remembers(Log));
    }

    [Fact]
    public async Task A_host_that_never_signed_refuses_a_replica_that_lagged_as_the_one_that_did()
    {
        await shared.AppendAsync(5);
        await first.SignAsync(Store, Log);
        var older = await shared.PublishedAsync();
        await shared.AppendAsync(5);
        await first.SignAsync(Store, Log);
        await second.SignAsync(Store, Log);

        var replica = await shared.ReplicaAsync(7, checkpoint: older);

        await first.RefusesAsync(replica, Log, SigningRefusal.Restored, "has 7 entries, but 10 were signed");
        await second.RefusesAsync(replica, Log, SigningRefusal.Restored, "has 7 entries, but 10 were signed");
        Assert.Equal(older, await replica.ReadCheckpointAsync(Log, Cancel));
    }

    [Fact]
    public async Task A_replica_that_lagged_and_went_on_is_refused_when_it_has_outgrown_what_was_signed()
    {
        await shared.AppendAsync(10);
        await first.SignAsync(Store, Log);
        await second.SignAsync(Store, Log);

        var replica = await shared.ReplicaAsync(7, others: 9);

        await first.RefusesAsync(replica, Log, SigningRefusal.Forked, "not a continuation");
        await second.RefusesAsync(replica, Log, SigningRefusal.Forked, "not a continuation");
    }

    [Fact]
    public async Task A_fork_that_another_host_signed_is_not_followed()
    {
        await shared.AppendAsync(7);
        await first.SignAsync(Store, Log);
        await second.SignAsync(Store, Log);
        var replica = await shared.ReplicaAsync(7, others: 9);
        await shared.AppendAsync(3);
        await first.SignAsync(Store, Log);
        await second.SignAsync(replica, Log); // Cut off from the first host, it cannot know better.

        await first.RefusesAsync(replica, Log, SigningRefusal.Forked, "not a continuation");
        await second.RefusesAsync(Store, Log, SigningRefusal.Restored, "has 10 entries, but 16 were signed");
        Assert.Equal(10, first.Remembers(Log));
    }

    [Fact]
    public async Task Two_checkpoints_of_one_size_are_a_fork()
    {
        await shared.AppendAsync(7);
        await first.SignAsync(Store, Log);
        var replica = await shared.ReplicaAsync(6, others: 1);
        await second.SignAsync(replica, Log);

        await second.RefusesAsync(Store, Log, SigningRefusal.Forked, "not a continuation");
    }

    [Fact]
    public async Task A_log_shorter_than_its_published_checkpoint_is_remembered_as_shorter()
    {
        await shared.AppendAsync(5);
        await first.SignAsync(Store, Log);
        await second.SignAsync(Store, Log);
        await shared.AppendAsync(5);
        await first.SignAsync(Store, Log);
        var truncated = await shared.ReplicaAsync(5, checkpoint: await shared.PublishedAsync());

        await second.RefusesAsync(truncated, Log, SigningRefusal.Restored, "has 5 entries, but 10 were signed");
        await second.RefusesAsync(await shared.ReplicaAsync(5), Log, SigningRefusal.Restored, "has 5 entries, but 10 were signed");
    }

    [Fact]
    public async Task What_was_signed_and_not_published_is_published_by_the_host_that_signed_it()
    {
        await shared.AppendAsync(5);
        await first.SignAsync(Store, Log);
        var older = await shared.PublishedAsync();
        await shared.AppendAsync(5);
        var newest = (await first.SignAsync(Store, Log)).Note;
        await Store.PublishCheckpointAsync(Log, older!, Cancel); // Signed above.

        await first.SignAsync(Store, Log);

        Assert.Equal(newest, await shared.PublishedAsync());
    }

    [Fact]
    public async Task A_copy_of_the_key_without_its_memory_is_refused_until_the_memory_is_copied_too()
    {
        await shared.AppendAsync(3);
        await first.SignAsync(Store, Log);
        using var third = first.Copy(folder.File("third.key"), withMemory: false);

        await third.RefusesAsync(Store, Log, SigningRefusal.MemoryMissing, "copy it from a host that signs");
        using var fourth = first.Copy(folder.File("fourth.key"));
        Assert.Equal(3, (await fourth.SignAsync(Store, Log)).Size);
    }

    [Fact]
    public async Task A_log_that_another_host_made_is_followed_from_its_first_checkpoint()
    {
        await shared.AppendAsync(3);
        await first.SignAsync(Store, Log);

        await second.SignAsync(Store, Log);

        Assert.Equal(3, second.Remembers(Log));
    }

    [Fact]
    public async Task Another_hosts_own_key_is_named_as_such()
    {
        await shared.AppendAsync(3);
        await first.SignAsync(Store, Log);
        using var stranger = SigningHost.First(folder.File("stranger.key"));

        await stranger.RefusesAsync(Store, Log, SigningRefusal.KeyDiffers, "another key");
        Assert.Equal(3, first.Open(Log, await shared.PublishedAsync()).Size);
    }

    [Fact]
    public async Task A_cosigned_checkpoint_stays_published_until_the_log_grows()
    {
        await shared.AppendAsync(3);
        var plain = (await first.SignAsync(Store, Log)).Note!; // Signed.
        var cosigned = Note.Cosign(plain, Some.Witness());
        Assert.True(await Store.PublishInTurnAsync(Log, plain, () => cosigned, Cancel));

        Assert.True((await first.SignAsync(Store, Log)).IsSigned);
        Assert.True((await second.SignAsync(Store, Log)).IsSigned);
        Assert.Equal(cosigned, await shared.PublishedAsync());

        await shared.AppendAsync(1);
        await second.SignAsync(Store, Log);
        await first.SignAsync(Store, Log);
        Assert.Equal(4, first.Open(Log, await shared.PublishedAsync()).Size);
        Assert.Equal(4, first.Remembers(Log));
    }
}
