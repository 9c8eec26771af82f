using System.Diagnostics;
using System.Security.Cryptography;
using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Intake;

namespace Cairn.Bench;

/// <summary>What the dearest event of a mebibyte costs from intake to sealing, beside the plainest of that size.</summary>
internal static class HostileFigures
{
    private const int Size = 1_000_000;

    public static void Run(Report report)
    {
        var plain = Least(HostileEvents.Plain(Size));
        foreach (var (name, make) in HostileEvents.All)
        {
            var t = Once(make(Size));
            Console.WriteLine($"{name,-50} {t,10:0.0} ms");
        }

        Console.WriteLine($"plain {plain:0.0}");
    }

    private static double Least(AuditEvent e) => Enumerable.Range(0, 5).Min(_ => Once(e));

    private static double Once(AuditEvent e)
    {
        var intake = new EventIntake(ActionCatalog.Standard);
        var log = LogIdentity.Create("default", 1, LogIdentity.DefaultPrefix, RandomNumberGenerator.Fill);
        var sealer = new Sealer(log, PersonRules.Default, RandomNumberGenerator.Fill);
        var watch = Stopwatch.StartNew();
        var taken = intake.Take(e);
        var a = watch.Elapsed.TotalMilliseconds;
        var json = EventJson.Write(taken);
        taken = EventJson.Reread(json);
        var b = watch.Elapsed.TotalMilliseconds;
        sealer.Seal(
            taken,
            new() { EventId = Guid.CreateVersion7(), RecordedAt = DateTimeOffset.UtcNow },
            static p => new(p.Type, "~AAAAAAAAAAAAAAAAAAAAAA"));
        var c = watch.Elapsed.TotalMilliseconds;
        if (c > 60) Console.WriteLine($"   intake {a:0} json {b - a:0} seal {c - b:0}");
        return watch.Elapsed.TotalMilliseconds;
    }
}
