using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Postgres;

/// <summary>One log's part of an append, from when it has its turn until it knows what became of it.</summary>
/// <param name="log">The log.</param>
/// <param name="head">Where this process believes its head to be.</param>
/// <param name="batch">What is appended.</param>
/// <param name="people">How often persons had left when their names were looked up; <see langword="null"/>: not to be checked.</param>
/// <param name="cancellationToken">Gives up.</param>
internal sealed class LogAppend(
    LogIdentity log,
    LogHead head,
    IReadOnlyList<SealedEntry> batch,
    long? people,
    CancellationToken cancellationToken)
{
    private readonly AppendPlan plan = new(batch);

    public LogIdentity Log => log;

    public long? People => people;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Where the entries go, as far as anybody knows.</summary>
    public StoredHead? Head => head.Seen;

    /// <summary>The entries that are new, as far as anybody knows.</summary>
    public List<SealedEntry> Fresh => plan.Fresh;

    /// <summary>What goes over the wire, about.</summary>
    public long Bytes { get; } = batch.Sum(e => e.LeafBytes.Length + e.Disclosures.Sum(d => (long)d.Json.Length));

    /// <summary>One for each entry, once it is over.</summary>
    public AppendResult[]? Results { get; private set; }

    /// <summary>Forgets where the head is.</summary>
    public void Forget() => head.Seen = null;

    /// <summary>Learns where the head is, and which of the fresh entries (by their place) the log has; over, if it has them all.</summary>
    public void Learn(StoredHead seen, IEnumerable<(int At, KnownEvent Event)> known)
    {
        head.Seen = seen;
        foreach (var (at, knownEvent) in known)
        {
            plan.Know(plan.Fresh[at].Leaf.Id, knownEvent);
        }

        plan.LeaveOutKnown();
        if (plan.Fresh.Count == 0)
        {
            Results = plan.Results(seen.Size);
        }
    }

    /// <summary>The fresh entries are committed, and this is the head behind them.</summary>
    public void Complete(StoredHead seen)
    {
        Results = plan.Results(seen.Size - plan.Fresh.Count);
        head.Seen = seen;
    }
}
