using Cairn.Stores;

namespace Cairn.Postgres;

/// <summary>Which entries a page shows: all that is set must hold.</summary>
internal sealed record EntryFilter
{
    /// <summary>Who did it, as the leaf has it.</summary>
    public AuditSubject? Actor { get; init; }

    /// <summary>To what it was done, as the leaf has it.</summary>
    public AuditSubject? Target { get; init; }

    /// <summary>A person, as actor or as target, by what the application calls them: an id, a phone number, an e-mail address.</summary>
    public AuditSubject? Person { get; init; }

    public string? Action { get; init; }

    public string? Category { get; init; }

    public AuditResult? Outcome { get; init; }

    /// <summary>It happened then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>It happened before.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>The last entry of a page: the next page begins behind it, whatever was appended meanwhile.</summary>
/// <param name="Index">Its index.</param>
/// <param name="OccurredAt">When it happened, in microseconds since 1970.</param>
internal readonly record struct EntryCursor(long Index, long OccurredAt);

/// <summary>Entries, newest first.</summary>
/// <param name="Entries">With all that stands beside them.</param>
/// <param name="Next">Where the next page begins; <see langword="null"/>: there is none.</param>
internal sealed record EntryPage(IReadOnlyList<StoredEntry> Entries, EntryCursor? Next);
