using Microsoft.Extensions.Logging;

namespace Cairn;

/// <summary>What the recorder tells its operator: each kind of failure a few times in ten seconds, then how often it was held back.</summary>
internal sealed partial class RecorderLog(ILogger logger, TimeProvider clock)
{
    private const int MostText = 1_000;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly Throttle refused = new(clock, 10, Period);
    private readonly Throttle dropped = new(clock, 1, Period);

    public void Refused(IReadOnlyList<AuditEventProblem> problems)
    {
        if (refused.TryPass(out var before))
        {
            Refused(OneLine(problems), before);
        }
    }

    public void Unreadable(Exception e)
    {
        // The type only: a message may quote what the event held, and was not redacted.
        if (refused.TryPass(out var before))
        {
            Refused($"it could not be read, {e.GetType().Name} was thrown: no member of it may be null but those declared so, and its lists must be readable", before);
        }
    }

    public void Dropped(string? tenant, SpoolAnswer answer, string spool)
    {
        if (dropped.TryPass(out var before))
        {
            Dropped(tenant is not null && Grammar.IsTenant(tenant) ? tenant : "?", Why(answer, spool), before);
        }
    }

    [LoggerMessage(40, LogLevel.Error, "An audit event was refused and is not recorded: {Problems} ({Before} more refused since the last message)")]
    private partial void Refused(string problems, long before);

    [LoggerMessage(41, LogLevel.Error, "An audit event of tenant {Tenant} was dropped: {Why} ({Before} more dropped since the last message)")]
    private partial void Dropped(string tenant, string why, long before);

    private static string Why(SpoolAnswer answer, string spool) => answer switch
    {
        SpoolAnswer.Full => $"the spool {spool} is full: see why the store does not take events, or let the spool be larger",
        SpoolAnswer.DiskFailed => $"the spool {spool} cannot be written: see why its disk does not take it",
        SpoolAnswer.Closed => "the audit log is closed",
        _ => "it is too large for the spool, or its tenant is none",
    };

    // A member's name may hold a line feed, and must not pose as a line of the log.
    private static string OneLine(IReadOnlyList<AuditEventProblem> problems)
    {
        var text = string.Join("; ", problems.Take(20));
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
