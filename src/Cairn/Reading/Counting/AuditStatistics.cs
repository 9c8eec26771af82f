namespace Cairn;

/// <summary>By what entries are counted.</summary>
public enum AuditDimension
{
    /// <summary>By category.</summary>
    Category,

    /// <summary>By action.</summary>
    Action,

    /// <summary>By who did it.</summary>
    Actor,

    /// <summary>By to what it was done: an entry with several targets counts for each of them.</summary>
    Target,

    /// <summary>By how it ended.</summary>
    Outcome,

    /// <summary>By the source that reported it.</summary>
    Source,

    /// <summary>By the minute in which it happened.</summary>
    Minute,

    /// <summary>By the hour in which it happened.</summary>
    Hour,

    /// <summary>By the day on which it happened.</summary>
    Day,

    /// <summary>By the week in which it happened: ISO 8601, from Monday on.</summary>
    Week,

    /// <summary>By the month in which it happened.</summary>
    Month,

    /// <summary>By the year in which it happened.</summary>
    Year,
}

/// <summary>How entries are counted.</summary>
/// <param name="First">By what.</param>
/// <param name="Second">By what besides; <see langword="null"/>: by nothing else.</param>
public sealed record AuditGrouping(AuditDimension First, AuditDimension? Second = null)
{
    /// <summary>How many groups there are at most.</summary>
    public const int LargestMost = 100_000;

    /// <summary>In which zone days and the other times begin.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>How many groups come back at most, 1 to <see cref="LargestMost"/>: the largest ones.</summary>
    public int Most { get; init; } = 1_000;
}

/// <summary>How many entries there are of each kind.</summary>
/// <param name="Groups">
/// The groups with at least one entry. Where the first dimension is a time, in its order; else the largest first.
/// </param>
/// <param name="Count">How many entries were counted in all.</param>
/// <param name="IsMore">Whether there are more groups than were asked for.</param>
public sealed record AuditStatistics(IReadOnlyList<AuditGroup> Groups, long Count, bool IsMore);

/// <summary>Entries that have the same keys.</summary>
/// <param name="First">Their key in the first dimension.</param>
/// <param name="Second">Their key in the second; <see langword="null"/>: there is none.</param>
/// <param name="Count">How many there are.</param>
public sealed record AuditGroup(AuditGroupKey First, AuditGroupKey? Second, long Count);

/// <summary>What entries of a group have in common.</summary>
/// <param name="Value">
/// The category, action, outcome or source; an actor or target as <c>type/id</c>; a time as ISO 8601 has it (<c>2026-11-01</c>,
/// <c>2026-W44</c>, <c>2026-11-01T14:00+01:00</c>). <see langword="null"/>: there is none.
/// </param>
/// <param name="Name">What people call the actor or target, as a recent entry has it; else <see langword="null"/>.</param>
/// <param name="From">When the time begins; <see langword="null"/>: it is none.</param>
/// <param name="Until">When the time is over.</param>
public sealed record AuditGroupKey(string? Value, string? Name = null, DateTimeOffset? From = null, DateTimeOffset? Until = null);
