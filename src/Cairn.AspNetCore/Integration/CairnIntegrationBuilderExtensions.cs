using Cairn.AspNetCore.Integration;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn;

/// <summary>Lets further parts of an application record themselves.</summary>
public static class CairnIntegrationBuilderExtensions
{
    /// <summary>
    /// Records each change of the configuration while the application runs, with its keys, before and after. Secrets are masked by their
    /// names and shapes, as everywhere (<see cref="CairnOptions.Redaction"/>).
    /// </summary>
    public static CairnBuilder CaptureConfiguration(this CairnBuilder cairn)
    {
        ArgumentNullException.ThrowIfNull(cairn);
        cairn.Services.AddHostedService<ConfigurationCapture>();
        return cairn;
    }

    /// <summary>
    /// Records the state changes of Polly 8's circuit breakers, where Polly's telemetry is on, as <c>AddResiliencePipeline</c> has it. It
    /// reads Polly's meter, which belongs to the process: where two hosts share one and both ask, both record.
    /// </summary>
    public static CairnBuilder CaptureCircuitBreakers(this CairnBuilder cairn)
    {
        ArgumentNullException.ThrowIfNull(cairn);
        cairn.Services.AddHostedService<CircuitBreakerCapture>();
        return cairn;
    }
}
