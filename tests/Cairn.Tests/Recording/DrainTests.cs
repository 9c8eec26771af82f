using System.Text;
using Cairn.Intake;
using Cairn.Manifests;
using Cairn.Spooling;
using Cairn.Stores;

namespace Cairn.Tests;

/// <summary>What becomes of events in the spool, whatever the store does.</summary>
public sealed class DrainTests : IAsyncLifetime
{
    private readonly RecordingRig rig = new();

    public async ValueTask InitializeAsync() => await rig.OpenAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Theory]
    [Trait("Requirement", "WORKSPACE-3")]
    [InlineData("stopped")]
    [InlineData("cut before the commit")]
    [InlineData("cut after the commit")]
    [InlineData("slow")]
    public async Task Whatever_the_store_does_nothing_is_lost_and_nothing_is_there_twice(string fault)
    {
        var (faults, slow) = (7, new TaskCompletionSource());
        rig.Store.OnAppend = (step, _, _) => fault switch
        {
            "slow" => slow.Task,
            "stopped" => faults-- > 0 ? throw new CairnStoreException("Away.") { NothingWritten = true } : Task.CompletedTask,
            _ => step == (fault == "cut before the commit" ? AppendStep.BeforeCommit : AppendStep.AfterCommit) && faults-- > 0
                ? throw new IOException("Cut.")
                : Task.CompletedTask,
        };
        for (var i = 0; i < 3_000; i++)
        {
            rig.Log.Record(RecordingRig.Event(i)); // Returns at once: no time passes here.
        }

        slow.SetResult();
        await rig.UntilAsync(() => rig.Count() == 3_000);
        await rig.StopAsync();
        Assert.Equal(Enumerable.Range(0, 3_000).Select(i => $"u{i}"), rig.Actors());
        Assert.Equal(Enumerable.Range(1, 3_000).Select(i => (long)i), rig.Leaves().Select(l => l.Seq));
        await rig.IsIntactAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whatever_fails_in_whatever_order_the_order_is_kept(int seed)
    {
        var (random, gate) = (new Random(seed), new Lock());
        rig.Store.OnFind = Fail;
        rig.Store.OnAppend = async (_, _, _) =>
        {
            await Task.Yield();
            Fail();
        };
        for (var i = 0; i < 4_000; i++)
        {
            rig.Log.Record(RecordingRig.Event(i).By(AuditActor.User($"u{i % 7}@example.com")).On("order", $"{i}"));
        }

        await rig.UntilAsync(() => rig.Count() == 4_000);
        Assert.Equal(Enumerable.Range(0, 4_000).Select(i => $"{i}"), rig.Leaves().Select(l => l.Targets[0].Id));
        await rig.IsIntactAsync();

        void Fail()
        {
            lock (gate)
            {
                if (random.Next(10) < 3)
                {
                    throw new IOException("Not now.");
                }
            }
        }
    }

    [Fact]
    public async Task The_same_id_recorded_twice_is_one_entry_and_its_second_number_is_accounted_for()
    {
        var id = Guid.CreateVersion7(rig.Clock.GetUtcNow());
        var auditEvent = RecordingRig.Event(1, id) with { OccurredAt = rig.Clock.GetUtcNow() };
        rig.Log.Record(auditEvent);
        rig.Log.Record(auditEvent);
        rig.Log.Record(RecordingRig.Event(2));
        await rig.StopAsync();

        Assert.Equal(["u1", "u2"], rig.Actors());
        var dropped = Assert.Single(rig.Dropped());
        Assert.Equal(("duplicate", 1L, new NumberRange(2, 2)), (dropped.Why, dropped.Count, Assert.Single(dropped.Ranges)));
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task What_was_recorded_directly_and_then_through_the_spool_is_one_entry()
    {
        var auditEvent = RecordingRig.Event(1, Guid.CreateVersion7(rig.Clock.GetUtcNow())) with { OccurredAt = rig.Clock.GetUtcNow() };
        await rig.Log.RecordAsync(auditEvent, RecordingRig.Cancel);
        rig.Log.Record(auditEvent);
        rig.Log.Record(RecordingRig.Event(2));
        await rig.StopAsync();
        Assert.Equal(["u1", "u2"], rig.Actors());
        Assert.Equal("duplicate", Assert.Single(rig.Dropped()).Why);
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task An_event_refused_for_good_is_set_aside_with_its_reason_and_named_in_the_log()
    {
        rig.Store.OnAppend = (step, _, entries) =>
            step == AppendStep.BeforeCommit && entries.Any(e => e.Leaf.Actor.Id is "u7" or "u8" or "u40")
                ? throw new EntryRefusedException("Poison.")
                : Task.CompletedTask;
        for (var i = 0; i < 100; i++)
        {
            rig.Log.Record(RecordingRig.Event(i));
        }

        await RecordingRig.SoonAsync(() => rig.Actors().Count == 97 && rig.Log.Spool!.QuarantineCount == 3); // It is open.
        var item = Assert.Single(rig.Log.Spool!.Spool.Quarantine.List(), i => i.Seq == 8);
        Assert.Equal("Poison.", item.Reason);
        Assert.Contains("\"u7\"", Encoding.UTF8.GetString(item.Event.Span), StringComparison.Ordinal);
        await rig.StopAsync();
        Assert.Equal(Enumerable.Range(0, 100).Where(i => i is not (7 or 8 or 40)).Select(i => $"u{i}"), rig.Actors());
        var dropped = Assert.Single(rig.Dropped());
        Assert.Equal("quarantined", dropped.Why);
        Assert.Equal([new(8, 9), new(41, 41)], dropped.Ranges);
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task Another_event_under_a_known_id_is_set_aside()
    {
        var id = Guid.CreateVersion7(rig.Clock.GetUtcNow());
        rig.Log.Record(RecordingRig.Event(1, id));
        rig.Log.Record(RecordingRig.Event(2, id));
        rig.Log.Record(RecordingRig.Event(3));
        await rig.RestartAsync();
        Assert.Equal(["u1", "u3"], rig.Actors());
        Assert.Contains("different event", Assert.Single(rig.Log.Spool!.Spool.Quarantine.List()).Reason, StringComparison.Ordinal); // Open.
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task Bytes_that_are_no_event_are_set_aside_and_stop_nothing()
    {
        var spool = rig.Log.Spool!.Spool; // Open.
        var id = Guid.CreateVersion7();
        spool.Append("default", SpoolKind.Event, id, "{\"action\":"u8);
        spool.Append("default", SpoolKind.Event, Guid.CreateVersion7(), EventJson.Write(RecordingRig.Event(2, id)));
        rig.Log.Record(RecordingRig.Event(3));
        await rig.RestartAsync();
        Assert.Equal(["u3"], rig.Actors());
        Assert.Equal(2, rig.Log.Spool!.QuarantineCount); // Open.
        Assert.Equal([new(1, 2)], Assert.Single(rig.Dropped()).Ranges);
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task A_stop_while_the_store_is_away_leaves_the_rest_to_the_next_start()
    {
        rig.Options.StopTimeout = TimeSpan.FromSeconds(10);
        rig.Store.OnAppend = (_, _, entries) => entries[0].Leaf.Seq > 1_000 ? throw new IOException("Away.") : Task.CompletedTask;
        for (var i = 0; i < 2_500; i++)
        {
            rig.Log.Record(RecordingRig.Event(i));
        }

        await rig.UntilAsync(() => rig.Count() >= 1_000);
        await rig.RestartAsync();
        await rig.UntilAsync(() => rig.Count() == 2_500);
        Assert.Equal(Enumerable.Range(0, 2_500).Select(i => $"u{i}"), rig.Actors());
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task An_event_that_breaks_a_rule_is_set_aside_masked_with_its_problems_and_its_caller()
    {
        rig.Log.Record(RecordingRig.Event(1));
        for (var i = 0; i < 5; i++)
        {
            rig.Log.Record(new AuditEvent { Action = "no action", Reason = "kept", Metadata = [new("password", "hunter2-hunter2")] });
        }

        rig.Log.Record(RecordingRig.Event(2));
        await rig.StopAsync();
        Assert.Equal(["u1", "u2"], rig.Actors());
        Assert.Equal(0, rig.Log.Dropped);
        var dropped = Assert.Single(rig.Dropped());
        Assert.Equal(("quarantined", 5L, new NumberRange(2, 6)), (dropped.Why, dropped.Count, Assert.Single(dropped.Ranges)));
        await rig.IsIntactAsync();

        var items = new SpoolQuarantine(rig.SpoolFolder, rig.Clock, new(rig.Logger, rig.Clock)).List();
        Assert.Equal([2L, 3, 4, 5, 6], items.Select(i => i.Seq).Order());
        Assert.All(items, item =>
        {
            var text = Encoding.UTF8.GetString(item.Event.Span);
            Assert.Contains("\"reason\":\"kept\"", text, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
            Assert.StartsWith("action: must be noun.verb", item.Reason, StringComparison.Ordinal);
            Assert.Equal(
                $"{typeof(DrainTests).FullName}.{nameof(An_event_that_breaks_a_rule_is_set_aside_masked_with_its_problems_and_its_caller)}",
                item.Caller);
        });
    }

    [Fact]
    public async Task A_process_killed_before_a_refused_event_was_set_aside_leaves_it_to_the_next_one()
    {
        rig.Store.OnAppend = (_, _, _) => throw new IOException("Away.");
        rig.Log.Record(new AuditEvent { Action = "no action" });
        await rig.KillAsync();
        await rig.StopAsync();
        var items = new SpoolQuarantine(rig.SpoolFolder, rig.Clock, new(rig.Logger, rig.Clock)).List();
        Assert.Equal("refused", Assert.Single(items.Select(i => i.Kind.ToString()!.ToLowerInvariant()).Distinct()));
        Assert.Equal("quarantined", Assert.Single(rig.Dropped()).Why);
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task A_closed_log_drops_and_never_throws()
    {
        await rig.StopAsync();
        rig.Log.Record(RecordingRig.Event(1));
        Assert.Equal(1, rig.Log.Dropped);
    }
}
