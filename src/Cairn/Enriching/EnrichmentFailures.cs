using Cairn.Primitives;
using Microsoft.Extensions.Logging;

namespace Cairn.Enriching;

/// <summary>Counts and tells what went wrong while events were enriched. The events themselves went on.</summary>
/// <param name="logger">The log's, once it is open.</param>
/// <param name="clock">The time.</param>
internal sealed partial class EnrichmentFailures(Func<ILogger> logger, TimeProvider clock) : IDisposable
{
    private readonly Throttle messages = new(clock, 3, TimeSpan.FromSeconds(10), count => More(logger(), count));
    private long count;

    /// <summary>How often it went wrong.</summary>
    public long Count => Interlocked.Read(ref count);

    /// <param name="who">What failed.</param>
    /// <param name="exception">How. Only its type is told: its message may quote what the event holds, which is not masked yet.</param>
    public void Tell(string who, Exception exception) => Tell(who, $"{exception.GetType().Name} was thrown");

    public void Tell(string who, string why)
    {
        Interlocked.Increment(ref count);
        try
        {
            if (messages.TryPass(out var before))
            {
                Failed(logger(), who, why, before);
            }
        }
        catch (Exception)
        {
            // A logger that throws: it is counted.
        }
    }

    /// <summary>Tells what was held back: the log is closed.</summary>
    public void Dispose() => messages.Dispose();

    [LoggerMessage(47, LogLevel.Error, "Further failures to enrich audit events since the last message of that: {Count}")]
    private static partial void More(ILogger logger, long count);

    [LoggerMessage(
        44,
        LogLevel.Error,
        "{Who} failed and added nothing to an audit event: {Why}. The event is recorded without it ({Before} more "
        + "failures since the last message)")]
    private static partial void Failed(ILogger logger, string who, string why, long before);
}
