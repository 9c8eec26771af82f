using Cairn.Diagnostics;
using Cairn.Events;
using Cairn.Intake;
using Cairn.Primitives;
using Cairn.Spooling;
using Microsoft.Extensions.Logging;

namespace Cairn.Recording;

/// <summary>The half of recording that runs on the calling thread: redaction, rules, id, time, and into the spool.</summary>
internal sealed class Recorder : IDisposable
{
    private readonly EventIntake intake;
    private readonly RefusedJson refusals;
    private readonly Spool spool;
    private readonly TimeProvider clock;
    private readonly LogTelemetry? telemetry;
    private readonly RecorderLog log;
    private readonly ThreadLocal<RecordScratch> scratch;

    /// <param name="intake">What every event passes.</param>
    /// <param name="spool">Where it goes.</param>
    /// <param name="clock">The time of recording.</param>
    /// <param name="random">Where ids come from.</param>
    /// <param name="logger">Where drops are told.</param>
    /// <param name="drops">Where they are counted.</param>
    /// <param name="telemetry">Counts what is kept.</param>
    public Recorder(
        EventIntake intake,
        Spool spool,
        TimeProvider clock,
        RandomFill random,
        ILogger logger,
        DropLedger? drops = null,
        LogTelemetry? telemetry = null)
    {
        (this.intake, this.spool, this.clock, this.telemetry, log) = (intake, spool, clock, telemetry, new(logger, clock));
        refusals = new(intake);
        Drops = drops ?? new();
        scratch = new(() => new(random));
    }

    /// <summary>What was dropped, until the drain tells the log.</summary>
    public DropLedger Drops { get; }

    /// <summary>When it returns, the event survives the process, or its drop is counted. Never throws, never blocks.</summary>
    public RecordAnswer Record(string tenant, AuditEvent auditEvent, SpoolKind kind = SpoolKind.Event)
    {
        try
        {
            var problems = new ProblemList();
            auditEvent = intake.Take(auditEvent, problems);
            if (problems.Any)
            {
                Refused(tenant, auditEvent, problems);
                return RecordAnswer.Refused;
            }

            if (Keep(tenant, auditEvent, kind) is not SpoolAnswer.Kept and var answer)
            {
                Dropped(tenant, auditEvent, answer);
                return answer == SpoolAnswer.TooLarge ? RecordAnswer.Refused : RecordAnswer.Dropped;
            }

            telemetry?.Recorded();
            return RecordAnswer.Kept;
        }
        catch (Exception e)
        {
            // Whatever is wrong with an event or its values: the application goes on.
            Unreadable(tenant, auditEvent, e);
            return RecordAnswer.Refused;
        }
    }

    public void Dispose()
    {
        log.Flush();
        scratch.Dispose();
    }

    private SpoolAnswer Keep(string tenant, AuditEvent auditEvent, SpoolKind kind)
    {
        // Id and time are those of this call, not of the commit: a commit that is tried again is then known for the same event.
        var (now, mine) = (clock.GetUtcNow(), scratch.Value!); // Its factory makes one.
        var (id, json) = (auditEvent.Id ?? mine.NewId(now), mine.Json);
        EventJson.Write(auditEvent, new(id, auditEvent.OccurredAt ?? now, intake.CategoryOf(auditEvent)), json);
        return spool.Append(tenant, kind, id, now, json.Written);
    }

    private void Refused(string tenant, AuditEvent auditEvent, ProblemList problems) =>
        SetAside(tenant, auditEvent, RecorderLog.Words(problems.All));

    // The type only: a message may quote what the event held, and was not masked.
    private void Unreadable(string tenant, AuditEvent auditEvent, Exception e) => SetAside(tenant, auditEvent, RecorderLog.Words(e));

    /// <summary>Keeps a refused event in the spool, as far as it can be read; the drain puts it into the quarantine.</summary>
    private void SetAside(string tenant, AuditEvent? auditEvent, string reason)
    {
        var caller = CallSite.Find();
        var answer = KeepRefused(tenant, auditEvent, reason, caller);
        if (answer == SpoolAnswer.Kept)
        {
            Tell(log => log.Refused(auditEvent, reason, caller));
        }
        else
        {
            // A closed log can be told nothing.
            Drop(answer == SpoolAnswer.Closed ? null : tenant, ReasonOf(answer), log => log.Lost(auditEvent, reason, caller));
        }
    }

    private SpoolAnswer KeepRefused(string tenant, AuditEvent? auditEvent, string reason, string? caller)
    {
        try
        {
            var (now, mine) = (clock.GetUtcNow(), scratch.Value!); // Its factory makes one.
            var json = mine.Json;
            new RefusedEvent(reason, caller, refusals.Write(auditEvent)).Write(json);
            return spool.Append(
                tenant, SpoolKind.Refused, auditEvent?.Id is { } id && id != Guid.Empty ? id : mine.NewId(now), now, json.Written);
        }
        catch (Exception)
        {
            return SpoolAnswer.TooLarge; // Not even its id can be read: it is counted.
        }
    }

    private void Dropped(string tenant, AuditEvent auditEvent, SpoolAnswer answer) =>
        // As above.
        Drop(answer == SpoolAnswer.Closed ? null : tenant, ReasonOf(answer), log => log.Dropped(tenant, auditEvent, answer, spool.Folder));

    private static DropReason ReasonOf(SpoolAnswer answer) => answer switch
    {
        SpoolAnswer.Full => DropReason.SpoolFull,
        SpoolAnswer.DiskFailed => DropReason.DiskFailed,
        _ => DropReason.Rejected,
    };

    private void Drop(string? tenant, DropReason reason, Action<RecorderLog> tell)
    {
        Drops.Count(tenant, reason);
        Tell(tell);
    }

    private void Tell(Action<RecorderLog> tell)
    {
        try
        {
            tell(log);
        }
        catch (Exception)
        {
            // A logger that throws: there is nobody left to tell, and the event is counted or set aside.
        }
    }
}
