using Cairn.Diagnostics;
using Cairn.Draining;
using Cairn.Intake;
using Cairn.Recording;
using Cairn.Spooling;
using Microsoft.Extensions.Logging;

namespace Cairn.Hosting;

/// <summary>All that stands behind <see cref="IAuditLog.Record"/>: the spool, who writes to it and who drains it.</summary>
internal sealed class SpoolPipeline : IAsyncDisposable
{
    private readonly SpoolReader reading;
    private readonly SpoolMover drain;
    private readonly RecordCompletion completion;

    /// <exception cref="CairnStoreException">The folder cannot be used.</exception>
    public SpoolPipeline(
        string folder,
        CairnOptions options,
        EventIntake intake,
        LogWriter writer,
        DropLedger drops,
        LogTelemetry telemetry,
        ILogger logger)
    {
        var spool = Spool = Spool.Open(options.SpoolSettings(folder), logger);
        reading = new(spool);
        var losses = new LossReport(writer, reading, options.Clock, logger);
        completion = new RecordCompletion(reading, losses, telemetry, drops, options.Clock, logger);
        Recorder = new(intake, spool, options.Clock, options.Random, logger, drops, telemetry);
        drain = new(spool, reading, writer, drops, completion, losses, new(options.BatchDelay, options.IntentHold, options.Clock));
        telemetry.Watch(() => spool.Bytes, reading.OldestAge, () => spool.Troubles.Count, () => spool.Incidents.Count);
    }

    public Spool Spool { get; }

    public Recorder Recorder { get; }

    public TimeSpan? OldestAge => reading.OldestAge();

    public int QuarantineCount => Spool.Quarantine.Count;

    /// <summary>Commits what is there until the token says to give up.</summary>
    public Task StopAsync(CancellationToken giveUp) => drain.StopAsync(giveUp);

    /// <summary>After the writer has stopped: leaves the rest for the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await drain.DisposeAsync().ConfigureAwait(false);
        Recorder.Dispose();
        completion.Dispose();
        reading.Close();
    }
}
