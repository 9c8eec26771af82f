using System.Collections.Concurrent;
using Cairn.Intake;
using Cairn.Primitives;
using Cairn.Spooling;
using Microsoft.Extensions.Logging;

namespace Cairn.Recording;

/// <summary>
/// What the recorder tells its operator: each kind of failure a few times in ten seconds, then how often it was held back.
/// </summary>
internal sealed partial class RecorderLog
{
    private const int MostText = 1_000;
    private const string Unknown = "code that is not known";
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly ILogger logger;
    private readonly TimeProvider clock;
    private readonly Throttle refused;
    private readonly Throttle lost;
    private readonly ConcurrentDictionary<SpoolAnswer, Throttle> dropped = [];
    private int isExitWatched;

    public RecorderLog(ILogger logger, TimeProvider clock)
    {
        (this.logger, this.clock) = (logger, clock);
        (refused, lost) = (new(clock, 10, Period, MoreRefused), new(clock, 10, Period, MoreLost));
    }

    public void Refused(AuditEvent? auditEvent, string reason, string? caller)
    {
        if (refused.TryPass(out var before))
        {
            Refused(ActionOf(auditEvent), reason, caller ?? Unknown, before);
        }
    }

    public void Lost(AuditEvent? auditEvent, string reason, string? caller)
    {
        if (lost.TryPass(out var before))
        {
            Lost(ActionOf(auditEvent), reason, caller ?? Unknown, before);
        }
    }

    public void Dropped(string? tenant, AuditEvent? auditEvent, SpoolAnswer answer, string spool) =>
        Dropped(tenant, auditEvent, answer, Why(answer, spool), Short(answer));

    /// <summary>The spool cannot be opened.</summary>
    public void Dropped(string? tenant, AuditEvent? auditEvent, string why) =>
        Dropped(tenant, auditEvent, SpoolAnswer.Kept, why, "the spool cannot be opened"); // No event that was kept was dropped.

    /// <summary>Tells what was held back: the log is closed, or the process ends.</summary>
    public void Flush()
    {
        refused.Dispose();
        lost.Dispose();
        foreach (var throttle in dropped.Values)
        {
            throttle.Dispose();
        }
    }

    private void Dropped(string? tenant, AuditEvent? auditEvent, SpoolAnswer kind, string why, string inShort)
    {
        var throttle = dropped.GetOrAdd(kind, _ => new(clock, 1, Period, count => MoreDropped(count, inShort)));
        if (kind == SpoolAnswer.Closed && Interlocked.Exchange(ref isExitWatched, 1) == 0)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Flush(); // Behind a closed log nothing else ends.
        }

        if (throttle.TryPass(out var before))
        {
            // Who recorded it costs some microseconds to find: only what is told asks.
            Dropped(
                ActionOf(auditEvent),
                tenant is not null && Grammar.IsTenant(tenant) ? tenant : "?",
                why,
                CallSite.Find() ?? Unknown,
                before);
        }
    }

    // What is no action may be anything, a secret too, and was not masked.
    private static string ActionOf(AuditEvent? auditEvent) => auditEvent?.Action is { } action && Grammar.IsAction(action) ? action : "?";

    [LoggerMessage(
        40,
        LogLevel.Error,
        "An audit event was refused and set aside in the spool's quarantine: {Problems} It was recorded by {Caller}, action {Action}. "
        + "Run cairn spool list ({Before} more refused since the last message)")]
    private partial void Refused(string action, string problems, string caller, long before);

    [LoggerMessage(
        42,
        LogLevel.Error,
        "An audit event was refused and could not be set aside: {Problems} It was recorded by {Caller}, action {Action} ({Before} more "
        + "refused since the last message)")]
    private partial void Lost(string action, string problems, string caller, long before);

    [LoggerMessage(
        41,
        LogLevel.Error,
        "An audit event of tenant {Tenant} was dropped: {Why}. It was recorded by {Caller}, action {Action} ({Before} more "
        + "dropped since the last message)")]
    private partial void Dropped(string action, string tenant, string why, string caller, long before);

    [LoggerMessage(43, LogLevel.Error, "Further audit events were refused since the last message of that: {Count}")]
    private partial void MoreRefused(long count);

    [LoggerMessage(44, LogLevel.Error, "Further audit events were dropped since the last message of that, {Why}: {Count}")]
    private partial void MoreDropped(long count, string why);

    [LoggerMessage(
        46, LogLevel.Error, "Further audit events were refused and could not be set aside since the last message of that: {Count}")]
    private partial void MoreLost(long count);

    private static string Short(SpoolAnswer answer) => answer switch
    {
        SpoolAnswer.Full => "the spool is full",
        SpoolAnswer.DiskFailed => "the spool cannot be written",
        SpoolAnswer.Closed => "the audit log is closed",
        _ => "they are too large for the spool, or their tenant is none",
    };

    private static string Why(SpoolAnswer answer, string spool) => answer switch
    {
        SpoolAnswer.Full => $"the spool {spool} is full: see why the store does not take events, or let the spool be larger",
        SpoolAnswer.DiskFailed => $"the spool {spool} cannot be written: see why its disk does not take it",
        SpoolAnswer.Closed => "the audit log is closed",
        _ => "it is too large for the spool, or its tenant is none",
    };

    public static string Words(Exception e) =>
        $"it could not be read, {e.GetType().Name} was thrown: no member of it may be null but those declared so, "
        + "and its lists must be readable.";

    // A member's name may hold a line feed, and must not pose as a line of the log.
    public static string Words(IReadOnlyList<AuditEventProblem> problems)
    {
        var text = string.Join("; ", problems.Take(20)) + ".";
        text = text.Length > MostText ? text[..MostText] + "…" : text;
        return string.Create(text.Length, text, static (line, text) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                line[i] = char.IsControl(text[i]) || text[i] is '\u2028' or '\u2029' ? ' ' : text[i];
            }
        });
    }
}
