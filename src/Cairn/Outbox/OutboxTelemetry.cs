using System.Diagnostics.Metrics;
using Cairn.Primitives;
using Microsoft.Extensions.Logging;

namespace Cairn.Outbox;

/// <summary>What an operator sees of one outbox: its metrics, its log messages, and its state in words.</summary>
internal sealed partial class OutboxTelemetry : IDisposable
{
    private readonly string name;
    private readonly ILogger logger;
    private readonly KeyValuePair<string, object?> tag;
    private readonly Meter meter;
    private readonly Counter<long> moved;
    private readonly Throttle settingAside;

    // Written by the relay, read by whoever collects metrics.
    private volatile Snapshot? backlog;
    private volatile string? failure;
    private readonly TimeProvider clock;
    private long? failingSince; // A timestamp. Touched only by the relay.
    private int attempts; // As above.

    /// <param name="name">The outbox's.</param>
    /// <param name="meters">The host's; absent: a meter of its own.</param>
    /// <param name="clock">How much time passed since the last look.</param>
    /// <param name="logger">Where an operator reads.</param>
    public OutboxTelemetry(string name, IMeterFactory? meters, TimeProvider clock, ILogger logger)
    {
        meter = meters?.Create("Cairn") ?? new("Cairn");
        (this.name, this.clock, this.logger) = (name, clock, logger);
        settingAside = new(clock, 10, TimeSpan.FromSeconds(10), count => MoreSettingAside(name, count));
        tag = new("cairn.outbox.name", name);
        moved = meter.CreateCounter<long>("cairn.outbox.moved", "{event}", "Events that left the outbox for their log.");
        meter.CreateObservableGauge("cairn.outbox.lag", Lags, "s", "How long the oldest event in the outbox has waited.");
        meter.CreateObservableGauge("cairn.outbox.pending", () => Measure(b => b.Pending), "{event}", "Events in the outbox that wait.");
        meter.CreateObservableGauge(
            "cairn.outbox.set_aside",
            () => Measure(b => b.SetAside),
            "{event}",
            "Events the log refused, which lie in the outbox until somebody puts them back.");
    }

    /// <summary>What was last seen in the outbox; <see langword="null"/> before the first look.</summary>
    public OutboxBacklog? Backlog => backlog?.Value;

    /// <summary>What is wrong now, in one line; <see langword="null"/>: nothing.</summary>
    public string? Trouble => failure is { } why ? $"Events wait in the outbox {name}: {why}"
        : Backlog is { SetAside: > 0 and var count }
            ? $"{Counted.Of(count, "event the log refused lies", "events the log refused lie")} in the outbox {name}"
        : null;

    public void Measured(OutboxBacklog measured) => backlog = new(measured, clock.GetTimestamp());

    public void Moved(int count) => moved.Add(count, tag);

    public void SetAside(IReadOnlyList<OutboxRefusal> refused)
    {
        foreach (var (position, reason) in refused)
        {
            if (settingAside.TryPass(out var before))
            {
                SettingAside(name, position, reason, before);
            }
        }
    }

    /// <summary>Rows wait because of this, as it did so many times in a row.</summary>
    public void Failed(string who, int failures, Exception exception)
    {
        (failure, attempts) = (exception.Message, failures);
        failingSince ??= clock.GetTimestamp();
        if (int.IsPow2(failures))
        {
            Waiting(name, who, failures, exception.Message); // The first, and then ever more rarely.
        }
    }

    public void Recovered()
    {
        if (failure is not null)
        {
            (failure, failingSince) = (null, null);
            Resumed(name, attempts);
        }
    }

    public void Dispose()
    {
        settingAside.Dispose();
        meter.Dispose();
    }

    // While nobody can look, what waited goes on waiting: a lag that stands still would look like health. Before the first look, it is at
    // least as old as the outage.
    private IEnumerable<Measurement<double>> Lags() => (backlog, failure, failingSince) switch
    {
        ({ Value.Pending: > 0 } seen, not null, _) => [new((seen.Value.Lag + clock.GetElapsedTime(seen.At)).TotalSeconds, tag)],
        (null, not null, { } since) => [new(clock.GetElapsedTime(since).TotalSeconds, tag)],
        ({ } seen, _, _) => [new(seen.Value.Lag.TotalSeconds, tag)],
        _ => [],
    };

    private IEnumerable<Measurement<T>> Measure<T>(Func<OutboxBacklog, T> value)
        where T : struct => Backlog is { } seen ? [new(value(seen), tag)] : [];

    [LoggerMessage(
        30,
        LogLevel.Error,
        "An audit event in the outbox {Outbox} was set aside, at position {Position}: {Reason} ({Before} more since the last message)")]
    private partial void SettingAside(string outbox, long position, string reason, long before);

    [LoggerMessage(
        33, LogLevel.Error, "Further audit events in the outbox {Outbox} were set aside since the last message of that: {Count}")]
    private partial void MoreSettingAside(string outbox, long count);

    [LoggerMessage(31, LogLevel.Warning, "Audit events {Who} wait in the outbox {Outbox} (attempt {Attempt}): {Reason}")]
    private partial void Waiting(string outbox, string who, int attempt, string reason);

    [LoggerMessage(32, LogLevel.Information, "Audit events in the outbox {Outbox} are moved again, after {Attempts} attempts that failed")]
    private partial void Resumed(string outbox, int attempts);

    // A struct of three fields is not written at once.
    private sealed record Snapshot(OutboxBacklog Value, long At);
}
