using Microsoft.Extensions.Logging;

namespace Cairn;

/// <summary>The half of recording that runs on the calling thread: redaction, rules, id, time, and into the spool.</summary>
internal sealed class Recorder : IDisposable
{
    private readonly EventIntake intake;
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
    public Recorder(EventIntake intake, Spool spool, TimeProvider clock, RandomFill random, ILogger logger, DropLedger? drops = null, LogTelemetry? telemetry = null)
    {
        (this.intake, this.spool, this.clock, this.telemetry, log) = (intake, spool, clock, telemetry, new(logger, clock));
        Drops = drops ?? new();
        scratch = new(() => new(random));
    }

    /// <summary>What was dropped, until the drain tells the log.</summary>
    public DropLedger Drops { get; }

    /// <summary>When it returns, the event survives the process, or its drop is counted. Never throws, never blocks.</summary>
    public void Record(string tenant, AuditEvent auditEvent)
    {
        try
        {
            var problems = new ProblemList();
            auditEvent = intake.Take(auditEvent, problems);
            if (problems.Any)
            {
                Refused(tenant, problems);
            }
            else if (Keep(tenant, auditEvent) is not SpoolAnswer.Kept and var answer)
            {
                Dropped(tenant, answer);
            }
            else
            {
                telemetry?.Recorded();
            }
        }
        catch (Exception e)
        {
            // Whatever is wrong with an event or its values: the application goes on.
            Unreadable(tenant, e);
        }
    }

    public void Dispose() => scratch.Dispose();

    private SpoolAnswer Keep(string tenant, AuditEvent auditEvent)
    {
        // Id and time are those of this call, not of the commit: a commit that is tried again is then known for the same event.
        var (now, mine) = (clock.GetUtcNow(), scratch.Value!); // Its factory makes one.
        var (id, json) = (auditEvent.Id ?? mine.NewId(now), mine.Json);
        EventJson.Write(auditEvent, new(id, auditEvent.OccurredAt ?? now, intake.CategoryOf(auditEvent)), json);
        return spool.Append(tenant, SpoolKind.Event, id, now, json.Written);
    }

    private void Refused(string tenant, ProblemList problems) => Drop(tenant, DropReason.Rejected, log => log.Refused(problems.All));

    private void Unreadable(string tenant, Exception e) => Drop(tenant, DropReason.Rejected, log => log.Unreadable(e));

    private void Dropped(string tenant, SpoolAnswer answer)
    {
        var reason = answer switch
        {
            SpoolAnswer.Full => DropReason.SpoolFull,
            SpoolAnswer.DiskFailed => DropReason.DiskFailed,
            _ => DropReason.Rejected,
        };
        Drop(answer == SpoolAnswer.Closed ? null : tenant, reason, log => log.Dropped(tenant, answer, spool.Folder)); // A closed log can be told nothing.
    }

    private void Drop(string? tenant, DropReason reason, Action<RecorderLog> tell)
    {
        Drops.Count(tenant, reason);
        try
        {
            tell(log);
        }
        catch (Exception)
        {
            // A logger that throws: there is nobody left to tell, and the drop is counted.
        }
    }
}
