using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Cairn.AspNetCore.Requests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cairn.AspNetCore.Integration;

/// <summary>
/// Records the state changes of Polly's circuit breakers, from the meter that Polly 8 reports to where its telemetry is on
/// (<c>AddResiliencePipeline</c>, <c>ConfigureTelemetry</c>). Polly itself is not needed here. Its meter belongs to the process: of two
/// hosts in one process, each that asks sees the breakers of both.
/// </summary>
internal sealed class CircuitBreakerCapture : IHostedService, IDisposable
{
    private const string Closed = "closed";
    private readonly IServiceProvider services;
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, string> states = new(StringComparer.Ordinal);

    public CircuitBreakerCapture(IServiceProvider services)
    {
        this.services = services;
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is { Meter.Name: "Polly", Name: "resilience.polly.strategy.events" })
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, _, tags, _) => See(tags));
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => See(tags));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        listener.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => listener.Dispose();

    private void See(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var state = Tag(tags, "event.name") switch
        {
            "OnCircuitOpened" => "open",
            "OnCircuitHalfOpened" => "half_open",
            "OnCircuitClosed" => Closed,
            _ => null
        };
        if (state is null)
        {
            return;
        }

        var breaker = string.Join(
            '/',
            new[] { Tag(tags, "pipeline.name"), Tag(tags, "pipeline.instance"), Tag(tags, "strategy.name") }.Where(
                t => !string.IsNullOrEmpty(t)));
        Tell(breaker.Length > 0 ? breaker : "unnamed", state);
    }

    private void Tell(string breaker, string state)
    {
        try
        {
            string? before = null;
            states.AddOrUpdate(breaker, _ => Keep(Closed), (_, was) => Keep(was));
            services.GetRequiredService<IAuditLog>().Record(
                StandardActions.CircuitBreakerChanged.On("circuit_breaker", breaker).By(AuditActor.System).Change("state", before, state));

            string Keep(string was)
            {
                before = was;
                return state;
            }
        }
        catch (Exception e)
        {
            services.GetService<CaptureFailures>()?.Tell("a circuit breaker", e); // Whoever calls through it is not to feel this.
        }
    }

    private static string? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name)
            {
                return tag.Value?.ToString();
            }
        }

        return null;
    }
}
