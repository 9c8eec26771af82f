using Cairn.Entries;
using Cairn.Manifests;

namespace Cairn.Verification;

/// <summary>
/// Whether each producer's sequence numbers ascend without leaving one out. Entries that are gone or unreadable may have held as many
/// numbers as there are of them. Memory is that of the producers.
/// </summary>
internal sealed class SequenceCheck(ManifestSet manifests, FindingList findings, PendingFindings pending)
{
    private readonly Dictionary<string, State> producers = new(StringComparer.Ordinal);
    private long holes;

    /// <summary>An entry that cannot be read: it may have been any producer's.</summary>
    public void PassHole() => holes++;

    public void See(long index, Leaf leaf)
    {
        if (leaf.Producer is not { } producer)
        {
            return;
        }

        if (!producers.TryGetValue(producer, out var state))
        {
            producers.Add(producer, state = new());
        }

        if (leaf.Seq <= state.Last)
        {
            findings.Add(FindingKind.Gap, index, producer, $"producer {producer} has the number {leaf.Seq} after {state.Last}");
            return;
        }

        if (leaf.Seq > state.Last + 1)
        {
            Skipped(index, producer, new(state.Last + 1, leaf.Seq - 1), state);
        }

        (state.Last, state.Holes) = (leaf.Seq, holes);
    }

    private void Skipped(long index, string producer, NumberRange numbers, State state)
    {
        if (NumberRange.Uncovered(numbers.From, numbers.To, manifests.DroppedBy(producer)) > holes - state.Holes)
        {
            pending.Skipped(index, producer, numbers);
        }
    }

    private sealed class State
    {
        public long Last { get; set; }

        /// <summary>How many holes there were when the last number came.</summary>
        public long Holes { get; set; }
    }
}
