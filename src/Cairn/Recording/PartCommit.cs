using Cairn.Stores;

namespace Cairn.Recording;

/// <summary>Appends a batch, in parts when it is refused whole: halving finds the entry that is the culprit.</summary>
internal sealed class PartCommit
{
    private readonly LaneBatch batch;
    private readonly BatchSealer sealer;
    private readonly ILogStore store;
    private readonly StoreAppender appender;
    private readonly BatchParts parts;
    private SealedBatch part;
    private bool isHandedOver;

    /// <param name="batch">The lane's batch: the one behind it may append as soon as the last part of this one is in the log.</param>
    /// <param name="whole">What to append.</param>
    /// <param name="sealer">Seals what is not sealed, or not any more.</param>
    /// <param name="store">Tells twins apart.</param>
    /// <param name="appender">Appends a part; a turn at the store is held during each append.</param>
    public PartCommit(LaneBatch batch, SealedBatch whole, BatchSealer sealer, ILogStore store, StoreAppender appender)
    {
        this.batch = batch;
        this.sealer = sealer;
        this.store = store;
        this.appender = appender;
        part = whole;
        parts = new(whole, sealer);
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
                    batch.Commit(); // Before anybody is told.
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

        await appender.WaitAsync(giveUp).ConfigureAwait(false);
        try
        {
            (part, isHandedOver) = (part.HandedOver(), true);
            return part is { Events: [_, ..], Entries: not null } ? await appender.AppendAsync(part, giveUp).ConfigureAwait(false) : [];
        }
        finally
        {
            appender.Release();
        }
    }

    /// <summary>
    /// Tells each event what became of it. One with a number that was known may be in the log under another number:
    /// that is looked up first.
    /// </summary>
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
        var stored = await store.ReadNumbersAsync(part.Log, [.. known.Select(k => k.Index)], giveUp).ConfigureAwait(false);
        for (var i = 0; i < replays.Count; i++)
        {
            replays[i].Complete(
                part.Log,
                known[i],
                isTwin: stored.TryGetValue(known[i].Index, out var number)
                    && number != new EntryNumber(replays[i].Producer, replays[i].Seq));
        }
    }
}
