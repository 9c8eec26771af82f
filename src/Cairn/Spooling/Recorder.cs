using Microsoft.Extensions.Logging;

namespace Cairn;

/// <summary>What an application calls on its hot path: the event is in the spool when it returns.</summary>
internal sealed partial class Recorder(Spool spool, EventIntake intake, DropLedger drops, TimeProvider clock, LogTelemetry telemetry, ILogger logger)
{
    /// <summary>Never throws, never blocks.</summary>
    public void Record(string tenant, AuditEvent auditEvent)
    {
        try
        {
            var now = clock.GetUtcNow();
            var stamped = intake.Take(auditEvent) with { Id = auditEvent.Id ?? Guid.CreateVersion7(now), OccurredAt = auditEvent.OccurredAt ?? now };
            var answer = spool.Append(tenant, SpoolKind.Event, stamped.Id.Value, EventJson.Write(stamped));
            if (answer == SpoolAnswer.Kept)
            {
                telemetry.Recorded();
            }
            else
            {
                Drop(tenant, answer == SpoolAnswer.Full ? DroppedManifest.SpoolFull : DroppedManifest.DiskFailed, null);
            }
        }
        catch (Exception e)
        {
            Drop(tenant, DroppedManifest.Rejected, e);
        }
    }

    private void Drop(string tenant, string reason, Exception? exception)
    {
        drops.Add(tenant, reason);
        telemetry.Dropped(reason);
        Dropping(reason, exception);
    }

    [LoggerMessage(10, LogLevel.Error, "An audit event was dropped: {Reason}")]
    private partial void Dropping(string reason, Exception? exception);
}
