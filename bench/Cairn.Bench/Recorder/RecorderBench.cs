using System.Security.Cryptography;
using Cairn.Entries;
using Cairn.Intake;
using Cairn.Recording;
using Cairn.Spooling;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cairn.Bench;

/// <summary>A recorder as an application has it, with a spool in a folder of its own that a drain keeps empty.</summary>
internal sealed class RecorderBench : IDisposable
{
    private readonly Spool spool;
    private readonly Recorder recorder;
    private readonly List<SpoolRecord> records = [];

    public RecorderBench(string folder)
    {
        spool = Spool.Open(new() { Folder = folder, Cap = 4L << 30 }, NullLogger.Instance);
        recorder = new(
            new EventIntake(ActionCatalog.Standard), spool, TimeProvider.System, RandomNumberGenerator.Fill, NullLogger.Instance);
    }

    /// <summary>Events of about 500 bytes.</summary>
    public static AuditEvent[] Events(int count, int seed)
    {
        var samples = new Samples(seed);
        return [.. Enumerable.Range(0, count).Select(samples.Next)];
    }

    public long Dropped => recorder.Drops.Total;

    public void Record(AuditEvent auditEvent) => recorder.Record(LogIdentity.DefaultTenant, auditEvent);

    /// <summary>Empties the spool.</summary>
    public int Drain()
    {
        var all = 0;
        for (; spool.Scan(records, 10_000) > 0; records.Clear())
        {
            all += records.Count;
            records.ForEach(spool.Done);
        }

        return all;
    }

    public void Dispose()
    {
        recorder.Dispose();
        spool.Dispose();
    }
}
