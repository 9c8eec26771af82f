using Cairn;
using Cairn.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the audit log to an application's health checks.</summary>
public static class CairnHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of the audit log: whether the store takes events, how long they wait, what was dropped or set aside, whether logs are signed.
    /// Use it for alarms; an application whose audit log is unwell goes on, so it should not decide about traffic.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What is reported when somebody must act; <see langword="null"/>: unhealthy.</param>
    /// <param name="tags">Tags to choose checks by.</param>
    public static IHealthChecksBuilder AddCairn(this IHealthChecksBuilder builder, string name = "cairn", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new(name, provider => new CairnHealthCheck(provider.GetRequiredService<CairnHost>()), failureStatus, tags));
    }
}
