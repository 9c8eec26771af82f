using System.Globalization;
using System.Text.RegularExpressions;
using Cairn.Spooling;

namespace Cairn.Tests;

/// <summary>Repeated messages are few, and their counts together are all that happened.</summary>
public sealed partial class MessageTests : IAsyncLifetime
{
    private const string Closed = "the audit log is closed";

    private readonly RecordingRig rig = new();

    public async ValueTask InitializeAsync() => await rig.OpenAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Of_forty_four_refusals_all_are_counted_when_the_log_is_closed()
    {
        for (var i = 0; i < 44; i++)
        {
            rig.Log.Record(new AuditEvent { Action = "no action" });
        }

        await rig.StopAsync();
        Assert.Equal(11, Lines("refused").Count);
        Assert.Equal(44, Told("refused"));
    }

    [Fact]
    public async Task What_is_recorded_while_and_after_the_log_closes_is_one_line_and_a_count()
    {
        var begun = rig.Clock.GetUtcNow();
        using var go = new Barrier(5);
        using var stopped = new ManualResetEventSlim();
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            go.SignalAndWait();
            for (var i = 0; !stopped.IsSet || i < 2_000; i++)
            {
                rig.Log.Record(RecordingRig.Event(i));
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        go.SignalAndWait(RecordingRig.Cancel);
        await rig.StopAsync();
        for (var i = 0; i < 1_000; i++)
        {
            rig.Log.Record(RecordingRig.Event(i));
        }

        stopped.Set();
        threads.ForEach(t => t.Join());
        rig.Clock.Advance(TimeSpan.FromSeconds(11));
        var periods = (int)((rig.Clock.GetUtcNow() - begun) / TimeSpan.FromSeconds(10));
        Assert.InRange(Lines(Closed).Count, 2, 2 + (2 * periods)); // One at once, one with the count; again in each period.
        Assert.Equal(rig.Log.Dropped, Told(Closed));
        Assert.InRange(rig.Log.Dropped, 1_000, long.MaxValue);
    }

    [Fact]
    public async Task A_full_spool_and_a_closed_log_are_told_apart()
    {
        rig.Store.OnAppend = (_, _, _) => throw new CairnStoreException("Away.") { NothingWritten = true };
        rig.Options.StopTimeout = TimeSpan.Zero;
        await rig.Log.DisposeAsync();
        rig.Options.SpoolMaxBytes = 1 << 20;
        await rig.OpenAsync();
        for (var i = 0; i < 10_000; i++)
        {
            rig.Log.Record(RecordingRig.Event(i));
        }

        var full = rig.Log.Dropped;
        Assert.InRange(full, 1, 9_999);
        await rig.Log.DisposeAsync();
        rig.Log.Record(RecordingRig.Event(1));
        Assert.Equal((full, 1), (Told("is full"), Told(Closed)));
    }

    [Fact]
    public async Task Signing_that_fails_is_told_by_health_and_is_over_when_it_works()
    {
        rig.Log.Record(RecordingRig.Event(1));
        await rig.UntilAsync(() => rig.Count() == 1);
        var memory = Directory.EnumerateDirectories(Path.GetDirectoryName(rig.SpoolFolder)!, "*.signed").Single();
        Directory.Move(memory, memory + ".away");
        await File.WriteAllTextAsync(memory, "a file in the place of the signer's memory", RecordingRig.Cancel);
        rig.Log.Record(RecordingRig.Event(2));
        await rig.UntilAsync(() => rig.Log.Health().Signing is not null);
        Assert.Contains(rig.Log.Health().Words(), w => w.Contains("1 log could not be signed", StringComparison.Ordinal));
        Assert.False(rig.Log.Health().IsFailing);
        await rig.UntilAsync(() => rig.Log.Health().IsFailing); // After a minute somebody has to act.

        File.Delete(memory);
        Directory.Move(memory + ".away", memory);
        await rig.UntilAsync(() => rig.Log.Health().Signing is null);
        Assert.DoesNotContain(rig.Log.Health().Words(), w => w.Contains("signed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_spool_that_was_deleted_is_told_by_health_within_a_second_and_nothing_is_lost()
    {
        rig.Store.OnAppend = (_, _, _) => throw new CairnStoreException("Away.") { NothingWritten = true };
        for (var i = 0; i < 100; i++)
        {
            rig.Log.Record(RecordingRig.Event(i));
        }

        Directory.Delete(rig.SpoolFolder, recursive: true);
        for (var i = 100; i < 200; i++)
        {
            rig.Log.Record(RecordingRig.Event(i));
        }

        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        await RecordingRig.SoonAsync(() => rig.Log.Health().Incidents.Count > 0);
        Assert.Contains(rig.Log.Health().Words(), w => w.Contains("somebody deleted, replaced or cut", StringComparison.Ordinal));
        rig.Options.StopTimeout = TimeSpan.Zero;
        await rig.RestartAsync(); // A clean stop with the store away; then it is back.
        rig.Options.StopTimeout = TimeSpan.FromHours(1);
        await rig.UntilAsync(() => rig.Count() == 200);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"u{i}"), rig.Actors());
        await rig.IsIntactAsync();
    }

    [Fact]
    public async Task What_cannot_be_taken_over_is_told_by_health()
    {
        var slot = Path.Combine(rig.SpoolFolder, "aaaaaaaaaaaaaaaa");
        File.CreateSymbolicLink(slot, rig.SpoolFolder + ".nowhere");
        await rig.UntilAsync(() => rig.Log.Health().SpoolTroubles.Count > 0);
        Assert.Contains(rig.Log.Health().Words(), w => w.Contains($"could not take over the events in {slot}", StringComparison.Ordinal));
        File.Delete(slot);
        await rig.UntilAsync(() => rig.Log.Health().SpoolTroubles.Count == 0);
    }

    private List<string> Lines(string about) =>
        [.. rig.Logger.Lines.Where(line =>
            line.StartsWith("Error", StringComparison.Ordinal) && line.Contains(about, StringComparison.Ordinal))];

    // Each line is one, and those it counts.
    private long Told(string about) => Lines(about).Sum(line =>
        Further().Match(line) is { Success: true } further ? Number(further)
        : Before().Match(line) is { Success: true } before ? 1 + Number(before)
        : throw new InvalidOperationException($"No count: {line}"));

    private static long Number(Match match) => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^Error: Further .*: (\d+)$")]
    private static partial Regex Further();

    [GeneratedRegex(@"\((\d+) more \w+ since the last message\)$")]
    private static partial Regex Before();
}
