using Cairn.Diagnostics;
using Cairn.Entries;
using Cairn.Spooling;
using Cairn.Stores;

namespace Cairn.Recording;

/// <summary>Takes one batch into its log: opens the log, seals, waits for the batch before it and for a turn at the store, appends.</summary>
internal sealed class BatchCommit(ILogStore store, LogBook logs, BatchSealer sealer, LogTelemetry telemetry, Action<LogIdentity> grew) : IDisposable
{
    private readonly SemaphoreSlim turns = new(store.ConcurrentAppends);
    private readonly StoredNumbers numbers = new(store);

    /// <summary>Fetches what lies in the spool; set before the first such event is added.</summary>
    public Func<SpoolRecord, PendingEvent?> Load { get; set; } = _ => null;

    /// <returns><see langword="null"/> when every event is committed or refused for good; else what is left.</returns>
    public async Task<LaneFailure?> RunAsync(LaneBatch batch, CancellationToken giveUp)
    {
        batch.Events.AddRange(batch.Records.Select(Load).OfType<PendingEvent>());
        if (batch.Events.Count == 0)
        {
            return null; // Withdrawn, or set aside.
        }

        var log = await logs.OpenAsync(batch.Lane.Tenant, giveUp).ConfigureAwait(false);
        var whole = await TrySealAsync(new(log, batch.Events, null), giveUp).ConfigureAwait(false);
        return await batch.MayAppend.ConfigureAwait(false)
            ? await new PartCommit(whole, sealer, numbers, turns, AppendAsync, batch.Commit).RunAsync(giveUp).ConfigureAwait(false)
            : new(null, batch.Events);
    }

    public void Dispose() => turns.Dispose();

    /// <summary>What the sealer refuses stays unsealed: it is found by halving, as what the store refuses.</summary>
    private async Task<SealedBatch> TrySealAsync(SealedBatch batch, CancellationToken giveUp)
    {
        try
        {
            return await sealer.SealAsync(batch, giveUp).ConfigureAwait(false);
        }
        catch (EntryRefusedException)
        {
            return batch;
        }
    }

    private async Task<IReadOnlyList<AppendResult>> AppendAsync(SealedBatch batch, CancellationToken giveUp)
    {
        var entries = batch.Entries!; // Sealed.
        using var measured = telemetry.Commit(batch.Log, entries.Count);
        try
        {
            var results = await store.AppendAsync(batch.Log, entries, batch.People, giveUp).ConfigureAwait(false);
            measured.Succeed(results.Count(r => r.Status == AppendStatus.Appended));
            sealer.Committed(batch.Log, entries, results, batch.People);
            grew(batch.Log);
            return results;
        }
        catch (Exception e)
        {
            measured.Fail(e);
            throw;
        }
    }
}
