namespace Cairn.Stores;

/// <summary>The last entry of a page: the next page begins behind it, whatever was appended meanwhile.</summary>
/// <param name="Index">Its index.</param>
/// <param name="OccurredAt">When it happened, in microseconds since 1970; used where a page is in the order of time.</param>
internal readonly record struct EntryCursor(long Index, long OccurredAt);

/// <summary>Some of a log's entries, in the order that was asked for.</summary>
/// <param name="Entries">With all that stands beside them.</param>
/// <param name="Next">Where the next page begins; <see langword="null"/>: there is none.</param>
internal sealed record EntryPage(IReadOnlyList<StoredEntry> Entries, EntryCursor? Next)
{
    public static EntryPage Empty { get; } = new([], null);
}
