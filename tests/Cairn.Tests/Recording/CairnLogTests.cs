using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Hosting;
using Cairn.Signing;
using Cairn.Stores;
using Cairn.Verification;
using Microsoft.Extensions.Logging;

namespace Cairn.Tests;

public sealed class CairnLogTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly MemoryRows rows = new();
    private readonly MemoryStore store;

    public CairnLogTests() => store = new(rows);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_receipt_says_where_the_entry_is()
    {
        await using var log = await OpenAsync();
        var receipt = await log.RecordAsync(StandardActions.LoginSucceeded.By(AuditActor.User("u1")), Cancel);

        var identity = Assert.Single(await store.ListLogsAsync(Cancel));
        var entry = Assert.Single(await store.ReadEntriesAsync(identity, 0, 10, Cancel));
        Assert.Equal((identity.LogId, 0L), (receipt.Log, receipt.Index));
        Assert.Equal(entry.Columns.EventId, receipt.Id);
        Assert.Equal(Merkle.Hash.OfLeaf(entry.Leaf.Span).ToString(), receipt.LeafHash);
    }

    [Fact]
    public async Task Whoever_records_during_a_commit_shares_the_next_one()
    {
        var commits = 0;
        using var gate = new ManualResetEventSlim();
        store.OnAppend = step =>
        {
            if (step == AppendStep.BeforeCommit && Interlocked.Increment(ref commits) == 1)
            {
                gate.Wait(Cancel); // The first commit takes as long as it takes the others to arrive.
            }
        };
        await using var log = await OpenAsync();
        var first = log.RecordAsync(StandardActions.LoginSucceeded.By(AuditActor.User("u0")), Cancel);
        while (Volatile.Read(ref commits) == 0)
        {
            await Task.Yield();
        }

        var others = Enumerable.Range(1, 500)
            .Select(i => log.RecordAsync(StandardActions.LoginSucceeded.By(AuditActor.User($"u{i}")), Cancel)).ToList();
        gate.Set();
        await Task.WhenAll(others.Prepend(first));

        Assert.InRange(commits, 2, 4);
        Assert.Equal(Enumerable.Range(0, 501).Select(i => (long)i), (await Task.WhenAll(others.Prepend(first))).Select(r => r.Index));
    }

    [Fact]
    public async Task The_same_event_again_is_the_same_entry_and_another_under_its_id_a_conflict()
    {
        await using var log = await OpenAsync();
        var auditEvent = StandardActions.LoginSucceeded.By(AuditActor.User("u1")) with { Id = Guid.CreateVersion7() };

        var first = await log.RecordAsync(auditEvent, Cancel);
        var again = await log.RecordAsync(auditEvent, Cancel);
        var conflict = await Assert.ThrowsAsync<AuditConflictException>(
            () => log.RecordAsync(auditEvent with { Reason = "another" }, Cancel));

        Assert.Equal(first, again);
        Assert.Equal((auditEvent.Id, 0L), (conflict.Id, conflict.Index));
    }

    [Fact]
    public async Task An_event_that_breaks_rules_is_refused_with_all_of_them()
    {
        await using var log = await OpenAsync();
        var refused = await Assert.ThrowsAsync<AuditEventException>(
            () => log.RecordAsync(new AuditEvent { Action = "Login", OccurredAt = DateTimeOffset.MinValue }, Cancel));

        Assert.Equal(["action", "occurred_at"], refused.Problems.Select(p => p.Member));
        Assert.Empty((await store.ListLogsAsync(Cancel)).SelectMany(l => rows.Of(l).Entries));
    }

    [Fact]
    public async Task Record_never_throws_and_what_it_took_is_there_after_disposal()
    {
        var logger = new ListLogger();
        await using (var log = await OpenAsync(logger))
        {
            for (var i = 0; i < 2_500; i++)
            {
                log.Record(StandardActions.LoginSucceeded.By(AuditActor.User($"u{i}")));
            }

            log.Record(new AuditEvent { Action = "not an action" });
            log.Record(null!); // What a careless caller may do: it must not break the application.
            Assert.Equal(0, log.Dropped); // Both are set aside.
        }

        var identity = Assert.Single(await store.ListLogsAsync(Cancel));
        var entries = await store.ReadEntriesAsync(identity, 0, 10_000, Cancel);
        Assert.Equal(Enumerable.Range(0, 2_500).Select(i => $"u{i}"), entries.Select(e => e.Columns.ActorId).Where(id => id != "cairn"));
        Assert.Equal("cairn.events_dropped", Assert.Single(entries, e => e.Columns.ActorId == "cairn").Columns.Action);
        Assert.Equal(2, logger.Lines.Count(l => l.Contains("refused", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(AppendStep.BeforeCommit)]
    [InlineData(AppendStep.AfterCommit)]
    public async Task A_failing_commit_is_tried_again_and_nothing_is_there_twice(object step)
    {
        var failures = 1;
        store.OnAppend = at =>
        {
            if (at == (AppendStep)step && Interlocked.Decrement(ref failures) >= 0)
            {
                throw new IOException("The plug was pulled.");
            }
        };
        var log = await OpenAsync();
        for (var i = 0; i < 100; i++)
        {
            log.Record(StandardActions.LoginSucceeded.By(AuditActor.User($"u{i}")));
        }

        LogIdentity? identity;
        while ((identity = (await store.ListLogsAsync(Cancel)).SingleOrDefault()) is null
            || (await store.ReadHeadAsync(identity, Cancel)).Size < 100)
        {
            await Task.Yield();
        }

        await log.DisposeAsync();
        Assert.Equal(0, log.Dropped);
        Assert.Equal(100, (await store.ReadHeadAsync(identity, Cancel)).Size);
    }

    [Fact]
    public async Task A_personal_id_never_reaches_a_leaf_and_stands_for_one_person()
    {
        await using var log = await OpenAsync();
        await log.RecordAsync(StandardActions.LoginSucceeded.By(AuditActor.User("owner@example.com")), Cancel);
        await log.RecordAsync(
            StandardActions.RoleChanged.On("user", "owner@example.com").By(new AuditActor("customer") { Phone = "+15550100" }), Cancel);

        var identity = Assert.Single(await store.ListLogsAsync(Cancel));
        var leaves = (await store.ReadEntriesAsync(identity, 0, 10, Cancel)).Select(e => LeafReader.Parse(e.Leaf.Span)).ToList();
        Assert.True(leaves[0].Actor.IsPseudonym);
        Assert.Equal(leaves[0].Actor.Id, leaves[1].Targets[0].Id);
        Assert.True(leaves[1].Actor.IsPseudonym);
        Assert.NotEqual(leaves[0].Actor.Id, leaves[1].Actor.Id);
        Assert.DoesNotContain(
            "example.com", string.Concat(leaves.Select(l => LeafWriter.Write(l, new()).ToString())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_who_name_one_new_person_at_once_agree_on_the_pseudonym()
    {
        await using var log = await OpenAsync();
        await using var other = await OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            (i % 2 == 0 ? log : other).RecordAsync(StandardActions.LoginSucceeded.By(AuditActor.User("owner@example.com")), Cancel)));

        var identity = Assert.Single(await store.ListLogsAsync(Cancel));
        var entries = await store.ReadEntriesAsync(identity, 0, 1_000, Cancel);
        Assert.Equal(200, entries.Count);
        Assert.Single(entries.Select(e => e.Columns.ActorId).Distinct());
        var report = await new LogVerifier(store).VerifyAsync(identity, new() { Verifier = log.Signer.Key.VerifierOf(identity) }, Cancel);
        Assert.Empty(report.Findings);
    }

    [Fact]
    [Trait("Requirement", "WORKSPACE-7")]
    public async Task Tenants_have_a_log_each_and_who_names_none_has_the_default()
    {
        await using var log = await OpenAsync();
        var club = await log.ForTenant("club-1").RecordAsync(StandardActions.LoginSucceeded.Event(), Cancel);
        var nobody = await log.RecordAsync(StandardActions.LoginSucceeded.Event(), Cancel);

        Assert.Equal((0L, 0L), (club.Index, nobody.Index));
        Assert.Equal(["club-1", "default"], (await store.ListLogsAsync(Cancel)).Select(l => l.Tenant).Order());
        Assert.Throws<ArgumentException>(() => log.ForTenant("../club"));
    }

    [Fact]
    public async Task Disposal_signs_what_was_committed()
    {
        LogIdentity identity;
        await using (var log = await OpenAsync())
        {
            await log.RecordAsync(StandardActions.LoginSucceeded.Event(), Cancel);
            identity = Assert.Single(await store.ListLogsAsync(Cancel));
        }

        var note = await store.ReadCheckpointAsync(identity, Cancel);
        using var key = SigningKey.TryOpen(folder.File("audit.key"));
        Assert.Equal(1, Merkle.Checkpoint.Open(note!, key!.VerifierOf(identity)).Head.Size); // Signed.
    }

    [Fact]
    public async Task After_disposal_nothing_is_taken()
    {
        var log = await OpenAsync();
        await log.DisposeAsync();
        await log.DisposeAsync();

        log.Record(StandardActions.LoginSucceeded.Event());

        Assert.Equal(1, log.Dropped);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => log.RecordAsync(StandardActions.LoginSucceeded.Event(), Cancel));
    }

    private Task<CairnLog> OpenAsync(ILogger? logger = null) =>
        CairnLog.OpenAsync(new MemoryStore(rows) { OnAppend = store.OnAppend }, LogFiles.Beside(folder.File("audit")), new(), logger);
}
