using System.Diagnostics;
using Cairn.Contracts;
using Cairn.Redaction;
using Cairn.Tests.Redaction;

namespace Cairn.Bench;

/// <summary>How many of the corpus's secrets are masked, how many of its look-alikes survive, and what the dearest events cost.</summary>
internal static class RedactionSuite
{
    private const string Suite = "redaction";
    private const int Size = 1_000_000;

    public static Task RunAsync(Report report, Scale scale)
    {
        var redactor = Redactor.Of(new RedactionOptions()) ?? throw new InvalidOperationException("Redaction is on by default.");
        Rate(report, "secrets of the corpus that are masked", SecretCorpus.Secrets, s => !s.LeftIn(redactor.Redact(s.Event)).Any());
        Rate(report, "look-alikes of the corpus that survive", SecretCorpus.LookAlikes, s =>
        {
            var e = s.Event;
            return ReferenceEquals(redactor.Redact(e), e);
        });
        Dearest(report);
        Search(report, scale == Scale.Quick ? 200 : 5_000);
        return Task.CompletedTask;
    }

    private static void Rate(
        Report report, string name, IReadOnlyList<SecretCorpus.Sample> samples, Func<SecretCorpus.Sample, bool> isRight) =>
        report.Add(new Figure(Suite, $"{name}, of {samples.Count}", 100.0 * samples.Count(isRight) / samples.Count, "%")
        {
            Baseline = 100,
        }.AtLeastRatio(0.99));

    private static void Dearest(Report report)
    {
        var plain = Least(HostileEvents.Plain(Size));
        var dearest = HostileEvents.All.Select(kind => (kind.Key, Time: Least(kind.Value(Size)))).MaxBy(kind => kind.Time);
        report.Add(new Figure(Suite, $"an event of 1 MB, intake to sealing: {dearest.Key}", dearest.Time, "ms")
        {
            Baseline = plain,
        }.AtMostRatio(20));
    }

    // Mixtures of the kinds, by a seed: whatever is slow together and not alone.
    private static void Search(Report report, int events)
    {
        var random = new Random(11);
        var kinds = HostileEvents.All.Values.ToList();
        var steps = new EventSteps();
        var plain = Least(HostileEvents.Plain(Size / 10));
        var slowest = Enumerable.Range(0, events).Max(_ =>
        {
            var (one, other) = (kinds[random.Next(kinds.Count)](Size / 20), kinds[random.Next(kinds.Count)](Size / 20));
            var mixed = one with
            {
                Metadata = [.. one.Metadata, .. other.Metadata],
                Changes = [.. one.Changes, .. other.Changes],
                Targets = [.. one.Targets, .. other.Targets],
                Personal = [.. one.Personal, .. other.Personal],
                Description = other.Reason,
            };
            return Time(steps, mixed);
        });
        report.Add(new Figure(Suite, $"the slowest of {events:#,##0} mixtures of 100 kB, intake to sealing", slowest, "ms")
        {
            Baseline = plain,
        });
    }

    private static double Least(AuditEvent e)
    {
        var steps = new EventSteps();
        return Enumerable.Range(0, 7).Min(_ => Time(steps, e));
    }

    private static double Time(EventSteps steps, AuditEvent e)
    {
        var watch = Stopwatch.StartNew();
        steps.Run(e);
        return watch.Elapsed.TotalMilliseconds;
    }
}
