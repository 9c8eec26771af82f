using System.Diagnostics.Metrics;
using Cairn.Primitives;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cairn.AspNetCore.Requests;

/// <summary>Counts and tells what went wrong in the capture. The requests themselves went on.</summary>
internal sealed partial class CaptureFailures : IDisposable
{
    private readonly Meter meter;
    private readonly ILogger logger;
    private readonly Throttle messages;
    private long count;

    public CaptureFailures(IServiceProvider services, TimeProvider clock)
    {
        logger = services.GetRequiredService<ILogger<CaptureFailures>>();
        messages = new(clock, 3, TimeSpan.FromSeconds(10), held => More(logger, held));
        meter = services.GetService<IMeterFactory>()?.Create("Cairn") ?? new Meter("Cairn");
        meter.CreateObservableCounter(
            "cairn.capture.failures", () => Count, "{failure}", "What could not be captured of requests, which went on.");
    }

    /// <summary>How often it went wrong.</summary>
    public long Count => Interlocked.Read(ref count);

    /// <param name="what">What failed.</param>
    /// <param name="exception">How. Only its type is told: its message may quote what the request holds.</param>
    public void Tell(string what, Exception exception)
    {
        Interlocked.Increment(ref count);
        try
        {
            if (messages.TryPass(out var before))
            {
                Failed(logger, what, exception.GetType().Name, before);
            }
        }
        catch (Exception)
        {
            // A logger that throws: it is counted.
        }
    }

    public void Dispose()
    {
        messages.Dispose();
        meter.Dispose();
    }

    [LoggerMessage(62, LogLevel.Error, "Further failures to capture requests since the last message of that: {Count}")]
    private static partial void More(ILogger logger, long count);

    [LoggerMessage(
        60,
        LogLevel.Error,
        "Capturing a request failed in {What}: {Type} was thrown. The request went on, and what was known is recorded ({Before} more "
        + "failures since the last message)")]
    private static partial void Failed(ILogger logger, string what, string type, long before);
}
