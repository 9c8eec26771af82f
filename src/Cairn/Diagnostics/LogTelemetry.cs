using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cairn.Enriching;
using Cairn.Entries;

namespace Cairn.Diagnostics;

/// <summary>
/// What a log shows of itself to whoever listens: a meter and an activity source, both named Cairn, its own and not shared.
/// </summary>
internal sealed class LogTelemetry : IDisposable
{
    public const string Name = "Cairn";

    private readonly Meter meter;
    private readonly ActivitySource activities = new(Name);
    private readonly Counter<long> recorded;
    private readonly Counter<long> committed;
    private readonly Counter<long> quarantined;
    private readonly Histogram<long> batchSize;
    private readonly Histogram<double> commitTime;

    /// <param name="factory">The host's; without one the log has a meter of its own.</param>
    /// <param name="drops">Counts what is dropped.</param>
    public LogTelemetry(IMeterFactory? factory, DropLedger drops)
    {
        meter = factory?.Create(Name) ?? new Meter(Name);
        recorded = meter.CreateCounter<long>("cairn.events.recorded", "{event}", "Events taken from the application.");
        committed = meter.CreateCounter<long>("cairn.events.committed", "{event}", "Entries that were committed, Cairn's own included.");
        meter.CreateObservableCounter(
            "cairn.events.dropped", () => Dropped(drops), "{event}", "Events that could not be kept, by cairn.drop.reason.");
        quarantined = meter.CreateCounter<long>("cairn.events.quarantined", "{event}", "Events that were set aside, refused for good.");
        batchSize = meter.CreateHistogram<long>("cairn.batch.size", "{event}", "Entries that were appended together.");
        commitTime = meter.CreateHistogram<double>(
            "cairn.commit.duration", "s", "How long the store took for an append, successful or not.");
    }

    public void Recorded() => recorded.Add(1);

    public void Quarantined() => quarantined.Add(1);

    /// <summary>Shows how often enriching failed from now on.</summary>
    public void Watch(EnrichmentFailures failures) =>
        meter.CreateObservableCounter(
            "cairn.enrichment.failures",
            () => failures.Count,
            "{failure}",
            "Enrichers and scopes that failed; their events were recorded without them.");

    /// <summary>Shows for how long logs could not be signed from now on.</summary>
    public void Watch(Func<TimeSpan> unsigned) => meter.CreateObservableGauge(
        "cairn.signing.failing_age", () => unsigned().TotalSeconds, "s", "For how long logs could not be signed; 0 when they can be.");

    /// <summary>Shows what the spool holds and cannot do from now on.</summary>
    public void Watch(Func<long> bytes, Func<TimeSpan?> oldest, Func<int> troubles, Func<long> incidents)
    {
        meter.CreateObservableUpDownCounter("cairn.spool.troubles", troubles, "{trouble}", "What the spool cannot do now and tries again.");
        meter.CreateObservableCounter(
            "cairn.spool.incidents", incidents, "{file}", "Files that were deleted, replaced or cut while they were in use.");
        meter.CreateObservableUpDownCounter("cairn.spool.size", bytes, "By", "Bytes on disk.");
        meter.CreateObservableGauge(
            "cairn.spool.oldest_age", () => oldest()?.TotalSeconds ?? 0, "s", "The age of the oldest event that is not committed.");
    }

    /// <summary>Shows how long a commit has been under way from now on.</summary>
    public void WatchCommits(Func<TimeSpan?> oldest) => meter.CreateObservableGauge(
        "cairn.commit.oldest_age", () => oldest()?.TotalSeconds ?? 0, "s", "How long the oldest commit has been under way.");

    /// <summary>A caller waits for a commit.</summary>
    public Activity? Record(string tenant) => activities.StartActivity("cairn.record")?.SetTag("cairn.tenant", tenant);

    /// <summary>An append begins; disposed, it has ended.</summary>
    public CommitMeasure Commit(LogIdentity log, int entries) =>
        new(this, activities.StartActivity("cairn.commit", ActivityKind.Client)
            ?.SetTag("cairn.log", log.LogId)
            .SetTag("cairn.batch.size", entries), entries);

    private static IEnumerable<Measurement<long>> Dropped(DropLedger drops) => Enum.GetValues<DropReason>()
        .Select(reason => new Measurement<long>(
            drops.TotalOf(reason), new KeyValuePair<string, object?>("cairn.drop.reason", DroppedEvents.NameOf(reason))));

    public void Dispose()
    {
        meter.Dispose();
        activities.Dispose();
    }

    /// <summary>One append.</summary>
    internal sealed class CommitMeasure(LogTelemetry telemetry, Activity? activity, int entries) : IDisposable
    {
        private readonly long begun = Stopwatch.GetTimestamp();
        private Exception? failure;
        private bool isDone;

        public void Succeed(int appended)
        {
            isDone = true;
            telemetry.committed.Add(appended);
            telemetry.batchSize.Record(entries);
        }

        public void Fail(Exception exception) => failure = exception;

        public void Dispose()
        {
            var outcome = isDone ? default : new KeyValuePair<string, object?>("error.type", TypeOf(failure));
            var time = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            if (isDone)
            {
                telemetry.commitTime.Record(time);
            }
            else
            {
                telemetry.commitTime.Record(time, outcome);
                activity?.SetTag("error.type", outcome.Value).SetStatus(ActivityStatusCode.Error, failure?.Message);
            }

            activity?.Dispose();
        }

        // The name of an internal exception without its namespace: moving a file must not change what dashboards filter by.
        // No generic parameter.
        private static string TypeOf(Exception? failure) =>
            failure?.GetType() is { } type ? (type.IsVisible ? type.FullName! : type.Name) : "_OTHER";
    }
}
