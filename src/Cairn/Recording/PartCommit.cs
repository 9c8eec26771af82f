using Cairn.Stores;

namespace Cairn.Recording;

/// <summary>Appends a batch, in parts when it is refused whole: halving finds the entry that is the culprit.</summary>
internal sealed class PartCommit
{
    // Naming a person can be lost to another process now and then, not again and again.
    private const int MostRaces = 3;

    private readonly BatchSealer sealer;
    private readonly StoredNumbers numbers;
    private readonly SemaphoreSlim turns;
    private readonly Func<SealedBatch, CancellationToken, Task<IReadOnlyList<AppendResult>>> append;
    private readonly Action committed;
    private readonly Stack<SealedBatch> parts = new();
    private SealedBatch part;
    private bool isHandedOver;
    private int races;

    /// <param name="batch">What to append.</param>
    /// <param name="sealer">Seals what is not sealed, or not any more.</param>
    /// <param name="numbers">Tells twins apart.</param>
    /// <param name="turns">One is held during each append.</param>
    /// <param name="append">Appends a part.</param>
    /// <param name="committed">Called when the last part is in the log, before anybody is told of it; not when that part is refused.</param>
    public PartCommit(
        SealedBatch batch,
        BatchSealer sealer,
        StoredNumbers numbers,
        SemaphoreSlim turns,
        Func<SealedBatch, CancellationToken, Task<IReadOnlyList<AppendResult>>> append,
        Action committed)
    {
        (this.sealer, this.numbers, this.turns, this.append, this.committed) = (sealer, numbers, turns, append, committed);
        parts.Push(part = batch);
    }

    public async Task<LaneFailure?> RunAsync(CancellationToken giveUp)
    {
        while (parts.TryPop(out var next))
        {
            (part, isHandedOver) = (next, false);
            try
            {
                var results = await AppendAsync(giveUp).ConfigureAwait(false);
                if (parts.Count == 0)
                {
                    committed();
                }

                await CompleteAsync(results, giveUp).ConfigureAwait(false);
            }
            catch (SubjectRaceException e) when (races++ < MostRaces)
            {
                // Another process, or the batch before this one, named the same person: its pseudonym stands now. Or persons left.
                sealer.Forget(part.Log);
                part.TakeBack(e, mayBeThere: false);
                parts.Push(part.Unsealed);
            }
            catch (EntryRefusedException e) when (part.Events.Count > 1)
            {
                part.TakeBack(e, mayBeThere: false);
                parts.Push(part.SecondHalf);
                parts.Push(part.FirstHalf);
            }
            catch (EntryRefusedException e)
            {
                part.Events[0].Refuse(e);
            }
            catch (Exception e)
            {
                part.TakeBack(e, isHandedOver && e is not (SubjectRaceException or CairnStoreException { NothingWritten: true }));
                return LaneFailure.Of(e, [.. part.Events, .. parts.SelectMany(p => p.Events)]);
            }
        }

        return null;
    }

    private async Task<IReadOnlyList<AppendResult>> AppendAsync(CancellationToken giveUp)
    {
        if (part.Entries is null)
        {
            part = await sealer.SealAsync(part, giveUp).ConfigureAwait(false);
        }

        await turns.WaitAsync(giveUp).ConfigureAwait(false);
        try
        {
            (part, isHandedOver) = (part.HandedOver(), true);
            return part is { Events: [_, ..], Entries: not null } ? await append(part, giveUp).ConfigureAwait(false) : [];
        }
        finally
        {
            turns.Release();
        }
    }

    /// <summary>Tells each event what became of it. One with a number that was known may be in the log under another number: that is looked up first.</summary>
    private async Task CompleteAsync(IReadOnlyList<AppendResult> results, CancellationToken giveUp)
    {
        var (events, replays, known) = (part.Events, new List<PendingEvent>(), new List<AppendResult>());
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Producer is null || results[i].Status != AppendStatus.Replayed)
            {
                events[i].Complete(part.Log, results[i], isTwin: false);
            }
            else
            {
                replays.Add(events[i]);
                known.Add(results[i]);
            }
        }

        part = new(part.Log, replays, null); // What is left if looking up fails.
        var stored = await numbers.ReadAsync(part.Log, known, giveUp).ConfigureAwait(false);
        for (var i = 0; i < replays.Count; i++)
        {
            replays[i].Complete(part.Log, known[i], isTwin: stored.TryGetValue(known[i].Index, out var number) && number != new Number(replays[i].Producer, replays[i].Seq));
        }
    }
}
