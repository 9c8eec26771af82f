using Cairn.Stores;

namespace Cairn.Recording;

/// <summary>
/// The parts of a batch that are still to be appended, in order. A part that the store refuses is halved until the event that is the cause
/// stands alone; nothing else of the batch waits for it.
/// </summary>
internal sealed class BatchParts(SealedBatch whole, BatchSealer sealer)
{
    // Another process can name the same person first now and then, not again and again.
    private const int MostRaces = 3;

    private readonly Stack<SealedBatch> parts = new([whole]);
    private int races;

    public bool IsEmpty => parts.Count == 0;

    /// <summary>The events of the parts that were not taken yet.</summary>
    public IEnumerable<PendingEvent> Rest => parts.SelectMany(p => p.Events);

    /// <summary>The next part; <see langword="null"/>: none is left.</summary>
    public SealedBatch? Next() => parts.TryPop(out var part) ? part : null;

    /// <summary>Puts a part back that the store did not take, as far as another try can succeed.</summary>
    /// <param name="part">What was not taken.</param>
    /// <param name="why">The store's answer.</param>
    /// <returns><see langword="false"/>: trying again is no use, or not this class's to decide.</returns>
    public bool PutBack(SealedBatch part, Exception why)
    {
        if (why is SubjectRaceException && races++ < MostRaces)
        {
            // Another process, or the batch before this one, named the same person: its pseudonym stands now. Or persons left.
            sealer.Forget(part.Log);
            parts.Push(part.Unsealed);
            return true;
        }

        if (why is EntryRefusedException && part.Events.Count > 1)
        {
            parts.Push(part.SecondHalf);
            parts.Push(part.FirstHalf);
            return true;
        }

        return false;
    }
}
