using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cairn.Hosting;

/// <summary>
/// Healthy; degraded while the store is away for a moment, without one of the guards that make the log immutable, with an outbox or
/// the spool in trouble, while signing fails, after drops, after somebody meddled with the spool's files, or with something in
/// quarantine; what the registration says, which is degraded unless the application asks for
/// more, when events have waited for a minute, or a log is not signed for that long or any more.
/// </summary>
internal sealed class CairnHealthCheck(CairnHost host) : IHealthCheck
{
    private const string Well = "the audit log takes and commits events";

    // As it is by itself with a SQLite file: no fault, and not to be overlooked.
    private const string BesideStore =
        Well + "; its signing key lies beside its database, so whoever can write both can sign what they altered (KeyFile)";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var log = await host.OpenAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (log.Connection.Trouble is null)
        {
            await log.Guards.LookAsync(cancellationToken).ConfigureAwait(false);
        }

        var health = log.Health();
        var words = health.Words();
        var data = new Dictionary<string, object>
        {
            ["waiting_tenants"] = health.Troubles.Count,
            ["unsigned_tenants"] = health.Unsigned.Count,
            ["oldest_seconds"] = health.OldestAge.TotalSeconds,
            ["under_way_seconds"] = health.UnderWay?.Age.TotalSeconds ?? 0,
            ["dropped"] = health.Dropped,
            ["quarantined"] = health.Quarantined,
            ["spool_troubles"] = health.SpoolTroubles.Count,
            ["spool_incidents"] = health.Incidents.Count,
            ["signing_failing_seconds"] = health.Signing is { } signing ? (health.At - signing.Since).TotalSeconds : 0,
            ["missing_guards"] = health.Flaws.Count,
            ["outbox_troubles"] = health.Outboxes.Count,
            ["key_beside_store"] = log.Connection.KeyLiesBesideStore,
        };
        return words.Count == 0 ? HealthCheckResult.Healthy(log.Connection.KeyLiesBesideStore ? BesideStore : Well, data)
            : new(health.IsFailing ? context.Registration.FailureStatus : HealthStatus.Degraded, string.Join("; ", words), null, data);
    }
}
