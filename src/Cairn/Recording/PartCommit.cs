using Cairn.Stores;

namespace Cairn.Recording;

/// <summary>Appends a batch, in parts when it is refused whole: halving finds the entry that is the culprit.</summary>
internal sealed class PartCommit
{
    private readonly BatchSealer sealer;
    private readonly StoredNumbers numbers;
    private readonly SemaphoreSlim turns;
    private readonly Func<SealedBatch, CancellationToken, Task<IReadOnlyList<AppendResult>>> append;
    private readonly Action committed;
    private readonly BatchParts parts;
    private SealedBatch part;
    private bool isHandedOver;

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
        this.sealer = sealer;
        this.numbers = numbers;
        this.turns = turns;
        this.append = append;
        this.committed = committed;
        part = batch;
        parts = new(batch, sealer);
    }

    public async Task<LaneFailure?> RunAsync(CancellationToken giveUp)
    {
        while (parts.Next() is { } next)
        {
            (part, isHandedOver) = (next, false);
            try
            {
                var results = await AppendAsync(giveUp).ConfigureAwait(false);
                if (parts.IsEmpty)
                {
                    committed();
                }

                await CompleteAsync(results, giveUp).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SubjectRaceException or EntryRefusedException)
            {
                // The store took nothing of it.
                part.TakeBack(e, mayBeThere: false);
                if (parts.PutBack(part, e))
                {
                    continue;
                }

                if (e is not EntryRefusedException)
                {
                    return Failure(e);
                }

                part.Events[0].Refuse(e);
            }
            catch (Exception e)
            {
                part.TakeBack(e, isHandedOver && e is not CairnStoreException { NothingWritten: true });
                return Failure(e);
            }
        }

        return null;
    }

    private LaneFailure Failure(Exception why) => LaneFailure.Of(why, [.. part.Events, .. parts.Rest]);

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
