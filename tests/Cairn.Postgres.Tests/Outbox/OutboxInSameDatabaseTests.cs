using Cairn.Entries;
using Cairn.Outbox;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Postgres.Tests;

/// <summary>An outbox in the log's own database: a move is one transaction, and the relay's role is a writer of the log.</summary>
public sealed class OutboxInSameDatabaseTests : TableOutboxContract
{
    internal override ILogStore OpenStore() => TestDatabase.OpenAsync(Database.RelayLogin).GetAwaiter().GetResult();

    internal override IOutbox OpenOutbox(ILogStore store) => new PostgresOutbox().Open(store);

    internal override void OnAppend(ILogStore store, IOutbox outbox, Action<AppendStep>? fault) => ((RelayedOutbox)outbox).OnCommit = fault;

    [Fact]
    public async Task A_row_is_in_the_outbox_or_in_the_log_at_every_moment()
    {
        await WriteAsync(Rows(10));
        await using var log = await OpenAsync();
        var seen = new List<string>();
        OnAppend(log.Store, log.Outbox, step =>
            seen.AddRange(Database.ReadAsync("SELECT (SELECT count(*) FROM cairn_outbox) || ' ' || (SELECT count(*) FROM cairn.replays)")
                .GetAwaiter()
                .GetResult()));

        await log.DrainAsync();

        Assert.Equal(["10 0", "0 10"], seen);
    }

    [Fact]
    public async Task Appends_beside_the_relay_neither_fork_the_log_nor_lose_anything()
    {
        await WriteAsync(Rows(300));
        await using var log = await OpenAsync();
        var others = Enumerable.Range(1_000, 200)
            .Select(i => log.Log.RecordAsync(Cairn.Contracts.Some.Event(id: i), TestContext.Current.CancellationToken));

        await Task.WhenAll(others.Append(log.DrainAsync()));
        await log.DrainAsync();

        var ids = await Ids(log.Store);
        Assert.Equal(500, ids.Count);
        Assert.Equal(Numbers(300), ids.Intersect(Numbers(300)));
        var identity = Assert.Single(await log.Store.ListLogsAsync(TestContext.Current.CancellationToken));
        await log.Log.Signer.SignAsync(identity, TestContext.Current.CancellationToken);
        var report = await new LogVerifier(log.Store).VerifyAsync(
            identity, new() { Verifier = log.Log.Signer.Key.VerifierOf(identity) }, TestContext.Current.CancellationToken);
        Assert.Empty(report.Findings);
    }
}
