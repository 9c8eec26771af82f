using System.Diagnostics;
using System.Security.Cryptography;

namespace Cairn.Bench;

/// <summary>What redaction costs beside sealing the same events, on one thread.</summary>
internal static class SealingFigures
{
    public static void Run(Report report, int events)
    {
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
                _ = sealer.Seal(auditEvent, new() { EventId = Guid.CreateVersion7(), RecordedAt = DateTimeOffset.UtcNow }, static (_, _) => throw new InvalidOperationException());
            }

            sealing.Stop();
        }

        var count = (double)(events / batch.Length * batch.Length);
        report.Add(new Figure("sqlite", "redaction vs sealing, for each event", redacting.Elapsed.TotalMicroseconds / count, "µs") { Baseline = sealing.Elapsed.TotalMicroseconds / count }.AtMostRatio(0.25));
    }
}
