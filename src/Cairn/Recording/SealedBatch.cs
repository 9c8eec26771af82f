using Cairn.Entries;

namespace Cairn.Recording;

/// <summary>Events of one log that are appended together.</summary>
/// <param name="Log">Their log.</param>
/// <param name="Events">In order.</param>
/// <param name="Entries">What they are sealed to; <see langword="null"/>: not yet.</param>
internal sealed record SealedBatch(LogIdentity Log, IReadOnlyList<PendingEvent> Events, IReadOnlyList<SealedEntry>? Entries)
{
    /// <summary>How often persons had left the log when it was asked who it knows; <see langword="null"/>: it was not.</summary>
    public long? People { get; init; }

    /// <summary>The batch to be sealed again.</summary>
    public SealedBatch Unsealed => this with { Entries = null, People = null };

    public SealedBatch FirstHalf => Slice(0, Events.Count / 2);

    public SealedBatch SecondHalf => Slice(Events.Count / 2, Events.Count);

    /// <summary>Tells each event that it is appended now, and leaves out those nobody wants any more.</summary>
    public SealedBatch HandedOver()
    {
        List<int>? wanted = null;
        for (var i = 0; i < Events.Count; i++)
        {
            if (!Events[i].TryHandOver())
            {
                wanted ??= [.. Enumerable.Range(0, i)];
            }
            else
            {
                wanted?.Add(i);
            }
        }

        // Sealed before.
        return wanted is null
            ? this
            : this with { Events = wanted.ConvertAll(i => Events[i]), Entries = wanted.ConvertAll(i => Entries![i]) };
    }

    public void TakeBack(Exception why, bool mayBeThere)
    {
        foreach (var pending in Events)
        {
            pending.TakeBack(why, mayBeThere);
        }
    }

    private SealedBatch Slice(int from, int to) =>
        this with
        {
            Events = [.. Events.Skip(from).Take(to - from)],
            Entries = Entries is null ? null : [.. Entries.Skip(from).Take(to - from)]
        };
}
