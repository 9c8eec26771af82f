using Cairn;
using Cairn.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the audit log to an application's health checks.</summary>
public static class CairnHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of the audit log: whether the store takes events, how long they wait, what was dropped or set aside, whether logs are
    /// signed. It reports at most <see cref="HealthStatus.Degraded"/>, which <c>MapHealthChecks</c> answers with 200: an application goes
    /// on serving while its audit database is away, so a load balancer must not take it out. Alarm on the status, or pass
    /// <paramref name="failureStatus"/>.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What is reported when somebody must act; <see langword="null"/>: degraded.</param>
    /// <param name="tags">Tags to choose checks by.</param>
    public static IHealthChecksBuilder AddCairn(
        this IHealthChecksBuilder builder, string name = "cairn", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new(
            name,
            provider => new CairnHealthCheck(provider.GetRequiredService<CairnHost>()),
            failureStatus ?? HealthStatus.Degraded,
            tags));
    }
}
