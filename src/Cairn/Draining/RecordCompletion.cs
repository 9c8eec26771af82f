using Cairn.Diagnostics;
using Cairn.Intake;
using Cairn.Manifests;
using Cairn.Primitives;
using Cairn.Recording;
using Cairn.Spooling;
using Microsoft.Extensions.Logging;

namespace Cairn.Draining;

/// <summary>
/// What becomes of records: committed, set aside, or known under another number. A record is done only when all that is to be said of it is
/// on the disk: after a crash it is handed out again, and everything here may be done twice.
/// </summary>
internal sealed partial class RecordCompletion(
    SpoolReader spool,
    LossReport losses,
    LogTelemetry telemetry,
    DropLedger drops,
    TimeProvider clock,
    ILogger logger)
    : ISpooledEvents, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Throttle quarantining = new(clock, 10, Period, count => MoreQuarantining(logger, count));
    private readonly Throttle full = new(clock, 1, Period, count => MoreFull(logger, count));
    private readonly List<(SpoolRecord Record, string Reason)> waiting = []; // Guarded by the gate: the disk did not take them.

    /// <inheritdoc/>
    public PendingEvent? Load(SpoolRecord record)
    {
        if (!spool.TryRead(record, out var json))
        {
            Lose(record, DroppedManifest.Quarantined); // The spool has set its bytes aside.
            return null;
        }

        try
        {
            var auditEvent = EventJson.Reread(json);
            if (auditEvent.Id == record.Id)
            {
                return new SpooledEvent(record, auditEvent, this);
            }

            SetAside(record, $"the record is of {record.Id:D}, its event of {auditEvent.Id:D}");
        }
        catch (Exception e)
        {
            // Only computing: it would fail again.
            SetAside(record, e.Message);
        }

        return null;
    }

    public void Finish(SpoolRecord record) => spool.Done(record);

    /// <summary>The record's number will not come.</summary>
    public void Lose(SpoolRecord record, string why)
    {
        if (record.Seq > 0)
        {
            losses.Add(record, why);
        }
        else
        {
            spool.Done(record);
        }
    }

    /// <summary>Sets an event aside that is refused for good.</summary>
    public void SetAside(SpoolRecord record, string reason)
    {
        if (!TrySetAside(record, reason))
        {
            lock (gate)
            {
                waiting.Add((record, reason));
            }
        }
    }

    /// <summary>Tries again what the disk did not take.</summary>
    public void Retry()
    {
        List<(SpoolRecord Record, string Reason)> again;
        lock (gate)
        {
            again = [.. waiting];
            waiting.Clear();
        }

        again.ForEach(w => SetAside(w.Record, w.Reason));
    }

    private bool TrySetAside(SpoolRecord record, string reason)
    {
        if (!spool.TryRead(record, out var json))
        {
            Lose(record, DroppedManifest.Quarantined);
            return true;
        }

        var answer = spool.Quarantine.Put(record, json, reason);
        if (answer == QuarantineAnswer.DiskFailed)
        {
            return false;
        }

        if (record.Kind == SpoolKind.Outcome && !TryKeepOutcome(record, json))
        {
            return false;
        }

        if (answer == QuarantineAnswer.Full)
        {
            drops.Count(null, DropReason.QuarantineFull); // Its number is told to the log below.
            Lose(record, DroppedManifest.QuarantineFull);
        }
        else
        {
            telemetry.Quarantined();
            Lose(record, DroppedManifest.Quarantined);
        }

        Tell(record, answer, reason);
        return true;
    }

    // An operation whose end was refused has ended all the same: the log says so, without the details.
    private bool TryKeepOutcome(SpoolRecord record, ReadOnlyMemory<byte> json)
    {
        try
        {
            var told = EventJson.Reread(json);
            var id = Guid.CreateVersion7(clock.GetUtcNow());
            var bare = AuditOperation.Bare(told, told.Outcome.Result) with { Id = id, OccurredAt = told.OccurredAt };
            return spool.Append(record.Tenant, id, EventJson.Write(bare)) is SpoolAnswer.Kept or SpoolAnswer.TooLarge;
        }
        catch (Exception)
        {
            return true; // No event: it says nothing of an operation.
        }
    }

    private void Tell(SpoolRecord record, QuarantineAnswer answer, string reason)
    {
        if (answer == QuarantineAnswer.Full)
        {
            if (full.TryPass(out var before))
            {
                QuarantineFull(record.Id, record.Tenant, spool.Quarantine.Folder, before);
            }
        }
        else if (record.Kind != SpoolKind.Refused && quarantining.TryPass(out var before)) // The recorder has told a refused one.
        {
            Quarantining(record.Id, record.Tenant, reason, before);
        }
    }

    /// <summary>Tells what was held back.</summary>
    public void Dispose()
    {
        quarantining.Dispose();
        full.Dispose();
    }

    [LoggerMessage(
        13,
        LogLevel.Error,
        "The audit event {Id} of tenant {Tenant} is refused for good and set aside in the spool's quarantine: "
        + "{Reason} ({Before} more since the last message)")]
    private partial void Quarantining(Guid id, string tenant, string reason, long before);

    [LoggerMessage(
        16, LogLevel.Error, "Further audit events were refused for good and set aside since the last message of that: {Count}")]
    private static partial void MoreQuarantining(ILogger logger, long count);

    [LoggerMessage(
        17,
        LogLevel.Error,
        "Further audit events were refused for good and lost, as the quarantine is full, since the last message: {Count}")]
    private static partial void MoreFull(ILogger logger, long count);

    [LoggerMessage(
        15,
        LogLevel.Error,
        "The audit event {Id} of tenant {Tenant} is refused for good and lost: the quarantine {Folder} is full. "
        + "Run cairn spool list, then mend, replay or discard what is there ({Before} more since the last message)")]
    private partial void QuarantineFull(Guid id, string tenant, string folder, long before);
}
