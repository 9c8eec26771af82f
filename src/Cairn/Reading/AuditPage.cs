using Cairn.Entries;
using Cairn.Reading;

namespace Cairn;

/// <summary>A page of entries.</summary>
public sealed class AuditPage
{
    internal AuditPage(IReadOnlyList<ReadEntry> read, LogIdentity? log)
    {
        Read = read;
        Entries = log is null ? [] : [.. read.Where(r => r.View is not null).Select(r => new AuditEntry(r, log))];
        Unreadable = [.. read.Where(r => r.View is null).Select(r => new UnreadableEntry(r.Stored.Index, r.Problems))];
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
    /// <see cref="Next"/> goes on from there. <see langword="null"/>: the page is full, or it is the last one.
    /// </summary>
    public long? SearchedTo { get; internal init; }

    /// <summary>Every entry of the page, in order, those that cannot be read included.</summary>
    internal IReadOnlyList<ReadEntry> Read { get; }
}

/// <summary>An entry that cannot be read.</summary>
/// <param name="Index">Its place in the log.</param>
/// <param name="Problems">What is wrong with it.</param>
public sealed record UnreadableEntry(long Index, IReadOnlyList<string> Problems);

/// <summary>Consecutive indexes at which no entry is.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last.</param>
/// <param name="IsExpired">Whether a plan in the log let these entries expire. If not, they are missing: something was deleted.</param>
public sealed record AuditGap(long From, long To, bool IsExpired);
