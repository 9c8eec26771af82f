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

    public void Dropped(string tenant, string why)
    {
        if (dropped.TryPass(out var before))
        {
            Dropped(tenant, why, before);
        }
    }

    [LoggerMessage(40, LogLevel.Error, "An audit event was refused and is not recorded: {Problems} ({Before} more refused since the last message)")]
    private partial void Refused(string problems, long before);

    [LoggerMessage(41, LogLevel.Error, "An audit event of tenant {Tenant} was dropped: {Why} ({Before} more dropped since the last message)")]
    private partial void Dropped(string tenant, string why, long before);

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
