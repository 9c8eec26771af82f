using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cairn;

/// <summary>
/// Healthy; degraded while the store is away for a moment, after drops, or with something in quarantine; unhealthy, or what the registration says instead, when
/// events have waited for a minute or a log is not signed.
/// </summary>
internal sealed class CairnHealthCheck(CairnHost host) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = (await host.OpenAsync().WaitAsync(cancellationToken).ConfigureAwait(false)).Health();
        var words = health.Words();
        var data = new Dictionary<string, object>
        {
            ["waiting_tenants"] = health.Troubles.Count,
            ["unsigned_tenants"] = health.Unsigned.Count,
            ["oldest_seconds"] = health.OldestAge.TotalSeconds,
            ["dropped"] = health.Dropped,
            ["quarantined"] = health.Quarantined,
        };
        return words.Count == 0 ? HealthCheckResult.Healthy("the audit log takes and commits events", data)
            : new(health.IsFailing ? context.Registration.FailureStatus : HealthStatus.Degraded, string.Join("; ", words), null, data);
    }
}
