using Cairn.Contracts;
using Cairn.Primitives;

namespace Cairn.Tests;

/// <summary>What fails again and again is told a few times, and counted: no line is lost without a count.</summary>
public sealed class ThrottleTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly FixedClock clock = new();

    [Fact]
    public void What_is_held_back_is_counted_by_the_next_message()
    {
        var throttle = new Throttle(clock, 2, Period, _ => { });
        Assert.Equal(
            [(true, 0), (true, 0), (false, 0), (false, 0)], Enumerable.Range(0, 4).Select(_ => (throttle.TryPass(out var before), before)));
        clock.Set(clock.GetUtcNow() + Period); // Before the timer of its end.
        Assert.True(throttle.TryPass(out var held));
        Assert.Equal(2, held);
    }

    [Fact]
    public void What_is_held_back_is_told_at_the_end_of_the_period_where_no_message_follows()
    {
        var told = new List<long>();
        var throttle = new Throttle(clock, 1, Period, told.Add);
        for (var i = 0; i < 43_677; i++)
        {
            throttle.TryPass(out _);
        }

        Assert.Empty(told);
        clock.Advance(Period);
        Assert.Equal([43_676], told);
        clock.Advance(Period);
        Assert.Single(told);
    }

    [Fact]
    public async Task A_thousand_events_for_a_closed_log_are_one_line_and_a_count()
    {
        await using var rig = new RecordingRig();
        await rig.OpenAsync();
        await rig.StopAsync();
        var before = rig.Logger.Lines.Count;
        for (var i = 0; i < 1_000; i++)
        {
            rig.Log.Record(RecordingRig.Event(i));
        }

        rig.Clock.Advance(Period);
        var lines = rig.Logger.Lines.Skip(before).ToList();
        Assert.Equal(2, lines.Count);
        Assert.StartsWith(
            "Error: An audit event of tenant default was dropped: the audit log is closed. It was recorded by Cairn.Tests.ThrottleTests.",
            lines[0],
            StringComparison.Ordinal);
        Assert.Contains("action login.succeeded", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(": 999", lines[1], StringComparison.Ordinal);
        Assert.Equal(1_000, rig.Log.Dropped);
    }

    [Fact]
    public async Task Signing_that_fails_for_two_minutes_is_a_line_a_minute_with_a_count_and_a_line_when_it_is_over()
    {
        await using var rig = new RecordingRig();
        await rig.OpenAsync();
        await rig.Log.RecordAsync(RecordingRig.Event(1), RecordingRig.Cancel);
        var asked = 0;
        rig.Store.OnHead = () => throw new IOException($"Nobody answers, {Interlocked.Increment(ref asked)}.");
        await rig.UntilAsync(() => Volatile.Read(ref asked) > 0);
        var begun = rig.Clock.GetUtcNow();
        await rig.UntilAsync(() => rig.Clock.GetUtcNow() - begun >= TimeSpan.FromMinutes(2));
        Assert.InRange(rig.Logger.Lines.Count(l => l.Contains("signed now", StringComparison.Ordinal)), 1, 6);

        rig.Store.OnHead = () => Task.CompletedTask;
        await rig.UntilAsync(
            () => rig.Logger.Lines.Any(l => l.StartsWith("Information: Logs are signed again, after", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_outage_of_many_tenants_is_a_few_lines_and_a_count()
    {
        await using var rig = new RecordingRig();
        rig.Store.OnAppend = (_, _, _) => throw new IOException("Nobody answers.");
        await rig.OpenAsync();
        for (var i = 0; i < 100; i++)
        {
            rig.Log.ForTenant($"club-{i}").Record(RecordingRig.Event(i));
        }

        await RecordingRig.SoonAsync(() => rig.Log.Health().Troubles.Count == 100);
        Assert.Equal(5, rig.Logger.Lines.Count(l => l.Contains("Nobody answers.", StringComparison.Ordinal)));
        await rig.UntilAsync(
            () => rig.Logger.Lines.Any(l => l.Contains("further messages of that since the last one", StringComparison.Ordinal)
                || l.Contains("such messages were held back", StringComparison.Ordinal)));
        rig.Store.OnAppend = (_, _, _) => Task.CompletedTask;
    }
}
