using Cairn.Primitives;
using Cairn.Signing;
using Cairn.Spooling;
using Cairn.Stores;

namespace Cairn.Hosting;

/// <summary>How a log is doing, at one moment.</summary>
/// <param name="Troubles">The tenants whose last attempt failed.</param>
/// <param name="Unsigned">The tenants whose log grows and is not signed any more.</param>
/// <param name="OldestAge">How long the oldest event has waited in the spool.</param>
/// <param name="Dropped">Events dropped since the start.</param>
/// <param name="Quarantined">What lies in quarantine.</param>
internal sealed record LogHealth(
    IReadOnlyList<HealthTrouble> Troubles,
    IReadOnlyList<string> Unsigned,
    TimeSpan OldestAge,
    long Dropped,
    int Quarantined)
{
    /// <summary>Why the store is not connected since the start; <see langword="null"/>: it is.</summary>
    public HealthTrouble? Connection { get; init; }

    /// <summary>The tenant whose batch has been under way for the longest time, and how long; <see langword="null"/>: none is.</summary>
    public (string Tenant, TimeSpan Age)? UnderWay { get; init; }

    /// <summary>Why the spool cannot be opened; <see langword="null"/>: it can.</summary>
    public string? Spool { get; init; }

    /// <summary>What the spool tries and fails to do.</summary>
    public IReadOnlyList<SpoolTrouble> SpoolTroubles { get; init; } = [];

    /// <summary>How often somebody deleted, replaced or cut the spool's files while they were in use.</summary>
    public SpoolIncidents Incidents { get; init; }

    /// <summary>What keeps logs from being signed right now; <see langword="null"/>: nothing does.</summary>
    public SigningTrouble? Signing { get; init; }

    /// <summary>What the store's guards lacked when they were last looked at.</summary>
    public IReadOnlyList<StoreFlaw> Flaws { get; init; } = [];

    /// <summary>What the store's operator should see to; <see langword="null"/>: nothing.</summary>
    public string? Store { get; init; }

    /// <summary>What is wrong with outboxes, a line each.</summary>
    public IReadOnlyList<string> Outboxes { get; init; } = [];

    /// <summary>The moment.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Beyond it, waiting is no hiccup of the store any more.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>A commit takes milliseconds: beyond this, the store does not answer.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    /// <summary>Whether somebody must act: events wait for good, or what is recorded is not signed.</summary>
    public bool IsFailing =>
        Unsigned.Count > 0
        || Spool is not null
        || UnderWay?.Age >= Longest
        || IsLong(Signing?.Since)
        || SpoolTroubles.Any(t => IsLong(t.Since))
        || Troubles.Append(Connection).Any(t => t is not null && (t.IsSigning || t.Age >= Longest));

    /// <summary>Everything that is not as it should be, in words; empty when all is well.</summary>
    public IReadOnlyList<string> Words()
    {
        var words = new List<string>();
        if (Connection is { } start)
        {
            words.Add($"the store is not connected since the start, {Seconds(start.Age)} s ago; events wait in the spool: {start.Why}");
        }

        if (Spool is { } problem)
        {
            words.Add($"the spool cannot be opened, what Record is given is dropped: {problem}");
        }

        words.AddRange(Troubles.Where(t => t.IsSigning).Take(3).Select(t => $"the log of tenant {t.Tenant} may not be written: {t.Why}"));
        words.AddRange(Unsigned.Take(3).Select(tenant => $"the log of tenant {tenant} is not signed any more; run cairn verify"));
        if (Signing is { } unsigned)
        {
            words.Add(
                $"{Counted.Of(unsigned.Logs, "log", "logs")} could not be signed for {Seconds(At - unsigned.Since)} s, it is tried again: "
                + unsigned.Why);
        }

        if (Troubles.Where(t => !t.IsSigning).MaxBy(t => t.Age) is { } away)
        {
            words.Add(
                $"the store has not taken events of {Counted.Of(Troubles.Count, "tenant", "tenants")}, of {away.Tenant} for "
                + $"{Seconds(away.Age)} s: {away.Why}");
        }

        if (Store is { } store)
        {
            words.Add(store);
        }

        words.AddRange(SpoolTroubles.Take(3).Select(t => $"the spool could not {t.Doing} for {Seconds(At - t.Since)} s: {t.Reason}"));
        if (SpoolTroubles.Count > 3)
        {
            words.Add($"and {SpoolTroubles.Count - 3} more such troubles of the spool: cairn spool list");
        }

        if (Incidents.Count > 0)
        {
            words.Add(
                $"somebody deleted, replaced or cut files of the spool while they were in use, "
                + $"{Counted.Of(Incidents.Count, "time", "times")} "
                + $"since the start, the last time {Incidents.Path} at {RfcTime.Format(Incidents.Last)}: find out who does that");
        }

        if (UnderWay is { } silent && silent.Age >= Silence)
        {
            words.Add($"the store does not answer: a commit for tenant {silent.Tenant} has been under way for {Seconds(silent.Age)} s");
        }

        words.AddRange(Outboxes);
        if (Flaws is [var first, ..])
        {
            words.Add(
                $"the log is not immutable: {first.Member} {first.Words}{(Flaws.Count > 1 ? $" (and {Flaws.Count - 1} more such)" : "")}; "
                + "run cairn doctor");
        }

        if (OldestAge >= Longest)
        {
            words.Add($"an event has waited in the spool for {Seconds(OldestAge)} s");
        }

        if (Dropped > 0)
        {
            words.Add($"{Counted.Of(Dropped, "event was", "events were")} dropped since the start");
        }

        if (Quarantined > 0)
        {
            words.Add(
                $"{Counted.Of(Quarantined, "event or piece lies", "events or pieces lie")} in quarantine: "
                + $"cairn spool list shows {(Quarantined == 1 ? "it" : "them")}");
        }

        return words;
    }

    private bool IsLong(DateTimeOffset? since) => At - since >= Longest;

    private static long Seconds(TimeSpan time) => (long)time.TotalSeconds;
}

/// <summary>A tenant whose last attempt failed.</summary>
internal sealed record HealthTrouble(string Tenant, TimeSpan Age, bool IsSigning, string Why);
