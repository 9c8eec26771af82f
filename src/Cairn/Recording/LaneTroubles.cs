using Cairn.Primitives;
using Microsoft.Extensions.Logging;

namespace Cairn.Recording;

/// <summary>The tenants whose last attempt failed, for health and log. Touched only by who holds the writer's lock.</summary>
internal sealed partial class LaneTroubles
{
    // With a thousand tenants an outage is one outage.
    private const int Burst = 5;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly Throttle delayed;
    private readonly Throttle resumed;
    private readonly Dictionary<string, LaneTrouble> troubles = new(StringComparer.Ordinal);

    public LaneTroubles(TimeProvider clock, ILogger logger)
    {
        (this.clock, this.logger) = (clock, logger);
        (delayed, resumed) = (new(clock, Burst, Period, MoreDelayed), new(clock, Burst, Period, MoreResumed));
    }

    public IReadOnlyList<LaneTrouble> All() => [.. troubles.Values];

    /// <summary>Tells what was held back: the log is closed.</summary>
    public void Flush()
    {
        delayed.Dispose();
        resumed.Dispose();
    }

    /// <summary>A batch is over.</summary>
    /// <param name="lane">Whose it was, as it is now.</param>
    /// <param name="failuresBefore">How many had failed in a row before it.</param>
    /// <param name="why">What it failed of.</param>
    public void See(Lane lane, int failuresBefore, Exception? why)
    {
        if (why is not null)
        {
            var since = troubles.TryGetValue(lane.Tenant, out var trouble) ? trouble.Since : clock.GetUtcNow();
            troubles[lane.Tenant] = new(lane.Tenant, since, why);
            // The first, and then ever more rarely.
            if (lane.IsPausing && int.IsPow2(lane.Failures) && delayed.TryPass(out var before))
            {
                Delayed(lane.Tenant, lane.Failures, before, why.Message);
            }
        }
        else if (lane.Failures == 0 && troubles.Remove(lane.Tenant) && failuresBefore > 0 && resumed.TryPass(out var before))
        {
            Resumed(lane.Tenant, failuresBefore, before);
        }
    }

    [LoggerMessage(
        11,
        LogLevel.Warning,
        "Audit events of tenant {Tenant} wait, the store does not take them (attempt {Attempt}; "
        + "{Before} more such messages were held back): {Reason}")]
    private partial void Delayed(string tenant, int attempt, long before, string reason);

    [LoggerMessage(
        12,
        LogLevel.Information,
        "Audit events of tenant {Tenant} are committed again, after {Attempts} attempts that failed ({Before} more "
        + "such messages were held back)")]
    private partial void Resumed(string tenant, int attempts, long before);

    [LoggerMessage(
        13, LogLevel.Warning, "Audit events wait, the store does not take them; further messages of that since the last one: {Count}")]
    private partial void MoreDelayed(long count);

    [LoggerMessage(14, LogLevel.Information, "Audit events are committed again; further messages of that since the last one: {Count}")]
    private partial void MoreResumed(long count);
}

/// <summary>A tenant whose last attempt failed.</summary>
internal sealed record LaneTrouble(string Tenant, DateTimeOffset Since, Exception Why);
