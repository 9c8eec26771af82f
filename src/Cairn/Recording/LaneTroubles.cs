using Microsoft.Extensions.Logging;

namespace Cairn.Recording;

/// <summary>The tenants whose last attempt failed, for health and log. Touched only by who holds the writer's lock.</summary>
internal sealed partial class LaneTroubles(TimeProvider clock, ILogger logger)
{
    private readonly Dictionary<string, LaneTrouble> troubles = new(StringComparer.Ordinal);

    public IReadOnlyList<LaneTrouble> All() => [.. troubles.Values];

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
            if (lane.IsPausing && int.IsPow2(lane.Failures))
            {
                Delayed(lane.Tenant, lane.Failures, why.Message); // The first, and then ever more rarely.
            }
        }
        else if (lane.Failures == 0 && troubles.Remove(lane.Tenant) && failuresBefore > 0)
        {
            Resumed(lane.Tenant, failuresBefore);
        }
    }

    [LoggerMessage(11, LogLevel.Warning, "Audit events of tenant {Tenant} wait, the store does not take them (attempt {Attempt}): {Reason}")]
    private partial void Delayed(string tenant, int attempt, string reason);

    [LoggerMessage(12, LogLevel.Information, "Audit events of tenant {Tenant} are committed again, after {Attempts} attempts that failed")]
    private partial void Resumed(string tenant, int attempts);
}

/// <summary>A tenant whose last attempt failed.</summary>
internal sealed record LaneTrouble(string Tenant, DateTimeOffset Since, Exception Why);
