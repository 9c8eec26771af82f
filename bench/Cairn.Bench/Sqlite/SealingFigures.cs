using System.Diagnostics;
using System.Security.Cryptography;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Redaction;

namespace Cairn.Bench;

/// <summary>What redaction costs beside sealing the same events, on one thread.</summary>
internal static class SealingFigures
{
    public static void Run(Report report, int events)
    {
        Hostile(report);
        var samples = new Samples(seed: 3);
        var batch = Enumerable.Range(0, 5_000).Select(samples.Next).ToArray();
        var redactor = Redactor.Of(new RedactionOptions()) ?? throw new InvalidOperationException("Redaction is on by default.");
        var log = LogIdentity.Create("default", 1, LogIdentity.DefaultPrefix, RandomNumberGenerator.Fill);
        var sealer = new Sealer(log, PersonRules.Default, RandomNumberGenerator.Fill);
        var (redacting, sealing) = (new Stopwatch(), new Stopwatch());
        for (var round = -2; round < events / batch.Length; round++)
        {
            if (round == 0)
            {
                redacting.Reset(); // The first rounds warmed up.
                sealing.Reset();
            }

            redacting.Start();
            foreach (var auditEvent in batch)
            {
                _ = redactor.Redact(auditEvent);
            }

            redacting.Stop();
            sealing.Start();
            foreach (var auditEvent in batch)
            {
                _ = sealer.Seal(
                    auditEvent,
                    new() { EventId = Guid.CreateVersion7(), RecordedAt = DateTimeOffset.UtcNow },
                    static _ => throw new InvalidOperationException());
            }

            sealing.Stop();
        }

        var count = (double)(events / batch.Length * batch.Length);
        report.Add(new Figure(
            "sqlite",
            "redaction vs sealing, for each event",
            redacting.Elapsed.TotalMicroseconds / count,
            "µs") { Baseline = sealing.Elapsed.TotalMicroseconds / count }.AtMostRatio(0.25));
    }

    /// <summary>
    /// The dearest of the tests' hostile texts, a mebibyte against a sixteenth of it: 16 is in proportion, 256 would be its square.
    /// </summary>
    private static void Hostile(Report report)
    {
        var redactor = Redactor.Of(new RedactionOptions()) ?? throw new InvalidOperationException("Redaction is on by default.");
        var worst = Tests.Redaction.HostileTests.All.Select(row => row.Data).Select(pattern =>
        {
            var (small, large) = (
                Tests.Redaction.HostileTests.Event(pattern, 1 << 16), Tests.Redaction.HostileTests.Event(pattern, 1 << 20));
            return (Large: Least(() => redactor.Redact(large)), Small: Math.Max(Least(() => redactor.Redact(small)), 1));
        }).MaxBy(t => t.Large / t.Small);
        report.Add(
            new Figure("sqlite", "redacting a mebibyte of the dearest hostile text vs 64 KiB", worst.Large, "ms") { Baseline = worst.Small }
                .AtMostRatio(100));
    }

    private static double Least(Action act) => Enumerable.Range(0, 3).Min(_ =>
    {
        var watch = Stopwatch.StartNew();
        act();
        return watch.Elapsed.TotalMilliseconds;
    });
}
