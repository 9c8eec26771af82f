using Cairn.Entries;
using Cairn.Reading;

namespace Cairn;

/// <summary>A page of entries.</summary>
public sealed class AuditPage
{
    internal AuditPage(IReadOnlyList<(ReadEntry Entry, LogIdentity Log)> read)
    {
        (Read, Log) = ([.. read.Select(r => r.Entry)], read.Count > 0 ? read[0].Log : null);
        Entries = [.. read.Where(r => r.Entry.View is not null).Select(r => new AuditEntry(r.Entry, r.Log))];
        Unreadable =
        [
            .. read.Where(r => r.Entry.View is null).Select(
                r => new UnreadableEntry(r.Entry.Stored.Index, r.Entry.Problems) { Tenant = r.Log.Tenant }),
        ];
    }

    /// <summary>The entries, in the order that was asked for.</summary>
    public IReadOnlyList<AuditEntry> Entries { get; }

    /// <summary>Entries that are stored and cannot be read: somebody altered them.</summary>
    public IReadOnlyList<UnreadableEntry> Unreadable { get; }

    /// <summary>
    /// Indexes within this page at which no entry is, ascending: told by pages of a query that asks for all entries of a log, to
    /// whoever may see all of it.
    /// </summary>
    public IReadOnlyList<AuditGap> Gaps { get; internal init; } = [];

    /// <summary>
    /// Where the next page begins; <see langword="null"/>: this is the last one. Entries that are recorded meanwhile move no page.
    /// </summary>
    public string? Next { get; internal init; }

    /// <summary>
    /// Where searching stopped for now: the page has fewer entries than it may have, all of them on this side of this index.
    /// <see cref="Next"/> goes on from there. <see langword="null"/>: the page is full, or it is the last one, or of several logs.
    /// </summary>
    public long? SearchedTo { get; internal init; }

    /// <summary>
    /// The time up to which was searched, where the page is short because searching stopped: of several logs, by the store's time. Else
    /// <see langword="null"/>.
    /// </summary>
    public DateTimeOffset? SearchedToTime { get; internal init; }

    /// <summary>Every entry of the page, in order, those that cannot be read included.</summary>
    internal IReadOnlyList<ReadEntry> Read { get; }

    /// <summary>Of a page of one log: that log; <see langword="null"/>: the page is empty.</summary>
    internal LogIdentity? Log { get; }
}

/// <summary>An entry that cannot be read.</summary>
/// <param name="Index">Its place in the log.</param>
/// <param name="Problems">What is wrong with it.</param>
public sealed record UnreadableEntry(long Index, IReadOnlyList<string> Problems)
{
    /// <summary>Whose log it is in.</summary>
    public string Tenant { get; init; } = "";
}

/// <summary>Consecutive indexes at which no entry is.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last.</param>
/// <param name="IsExpired">Whether a plan in the log let these entries expire. If not, they are missing: something was deleted.</param>
public sealed record AuditGap(long From, long To, bool IsExpired);
