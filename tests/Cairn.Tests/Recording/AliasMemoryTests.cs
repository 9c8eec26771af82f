using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Recording;
using Cairn.Stores;

namespace Cairn.Tests.Recording;

/// <summary>The store is told of an alias once by each process, and again when persons left the log.</summary>
public sealed class AliasMemoryTests : IAsyncDisposable
{
    private readonly MemoryStore store = new();

    public ValueTask DisposeAsync() => store.DisposeAsync();
    private readonly BatchSealer sealer;
    private long id;

    public AliasMemoryTests() => sealer = new(store, PersonRules.Default, Some.Fill(), new FixedClock());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_committed_is_not_told_again()
    {
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        var first = await AppendAsync(log);
        Assert.Equal(3, first.Aliases.Count); // Name and e-mail address of the actor, name of the target.
        Assert.Empty((await AppendAsync(log)).Aliases);
    }

    [Fact]
    public async Task What_was_not_committed_is_told_again()
    {
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        Assert.Equal(3, (await SealAsync(log)).Entries![0].Aliases.Count); // Sealed.
        Assert.Equal(3, (await SealAsync(log)).Entries![0].Aliases.Count); // Sealed.
    }

    [Fact]
    public async Task When_persons_left_everything_is_told_again()
    {
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        await AppendAsync(log);
        store.Rows.Logs[0].Head = store.Rows.Logs[0].Head with { People = 1 };
        await Assert.ThrowsAsync<SubjectRaceException>(() => AppendAsync(log));
        sealer.Forget(log);
        Assert.Equal(3, (await AppendAsync(log)).Aliases.Count);
    }

    [Fact]
    public async Task Each_log_is_told()
    {
        await AppendAsync(await store.CreateLogAsync(Some.Log(), Cancel));
        Assert.Equal(3, (await AppendAsync(await store.CreateLogAsync(Some.Log("other"), Cancel))).Aliases.Count);
    }

    private async Task<SealedBatch> SealAsync(LogIdentity log) =>
        await sealer.SealAsync(new(log, [new DirectEvent(Some.Event(id: ++id))], null), Cancel);

    private async Task<SealedEntry> AppendAsync(LogIdentity log)
    {
        var batch = await SealAsync(log);
        var results = await store.AppendAsync(log, batch.Entries!, batch.People, Cancel); // Sealed.
        sealer.Committed(log, batch.Entries!, results, batch.People); // Sealed.
        return batch.Entries![0]; // Sealed.
    }
}
