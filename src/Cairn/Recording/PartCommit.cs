namespace Cairn;

/// <summary>Appends a batch, in parts when it is refused whole: halving finds the entry that is the culprit.</summary>
internal sealed class PartCommit
{
    // Naming a person can be lost to another process now and then, not again and again.
    private const int MostRaces = 3;

    private readonly ILogStore store;
    private readonly BatchSealer sealer;
    private readonly StoredNumbers numbers;
    private readonly LogTelemetry telemetry;
    private readonly Action<LogIdentity> grew;
    private readonly Stack<SealedBatch> parts = new();
    private SealedBatch part;
    private int races;

    public PartCommit(ILogStore store, BatchSealer sealer, StoredNumbers numbers, LogTelemetry telemetry, Action<LogIdentity> grew, SealedBatch batch)
    {
        (this.store, this.sealer, this.numbers, this.telemetry, this.grew) = (store, sealer, numbers, telemetry, grew);
        parts.Push(part = batch);
    }

    public async Task<LaneFailure?> RunAsync(CancellationToken giveUp)
    {
        while (parts.TryPop(out var next))
        {
            part = next;
            try
            {
                await AppendAsync(giveUp).ConfigureAwait(false);
            }
            catch (SubjectRaceException e) when (races++ < MostRaces)
            {
                // Another process, or the batch before this one, named the same person: its pseudonym stands now.
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
                part.TakeBack(e, e is not (SubjectRaceException or CairnStoreException { NothingWritten: true }));
                return LaneFailure.Of(e, [.. part.Events, .. parts.SelectMany(p => p.Events)]);
            }
        }

        return null;
    }

    private async Task AppendAsync(CancellationToken giveUp)
    {
        if (part.Entries is null)
        {
            part = await sealer.SealAsync(part, giveUp).ConfigureAwait(false);
        }

        part = part.HandedOver();
        if (part is { Events: [_, ..], Entries: { } entries })
        {
            var results = await AppendAsync(part.Log, entries, giveUp).ConfigureAwait(false);
            grew(part.Log);
            await CompleteAsync(results, giveUp).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<AppendResult>> AppendAsync(LogIdentity log, IReadOnlyList<SealedEntry> entries, CancellationToken giveUp)
    {
        using var measured = telemetry.Commit(log, entries.Count);
        try
        {
            var results = await store.AppendAsync(log, entries, giveUp).ConfigureAwait(false);
            measured.Succeed(results.Count(r => r.Status == AppendStatus.Appended));
            return results;
        }
        catch (Exception e)
        {
            measured.Fail(e);
            throw;
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
