using Cairn.Stores;

namespace Cairn.Recording;

/// <summary>Takes one batch into its log: opens the log, seals, waits for the batch before it, appends.</summary>
/// <param name="logs">The log of each tenant.</param>
/// <param name="sealer">Makes entries of events.</param>
/// <param name="store">Tells an event that was recorded twice from one that was handed over twice.</param>
/// <param name="appender">Appends.</param>
internal sealed class BatchCommit(LogBook logs, BatchSealer sealer, ILogStore store, StoreAppender appender)
{
    /// <returns><see langword="null"/> when every event is committed or refused for good; else what is left.</returns>
    public async Task<LaneFailure?> RunAsync(LaneBatch batch, CancellationToken giveUp)
    {
        batch.Load();
        if (batch.Events.Count == 0)
        {
            return null; // Withdrawn, or set aside.
        }

        var log = await logs.OpenAsync(batch.Lane.Tenant, giveUp).ConfigureAwait(false);
        var whole = await TrySealAsync(new(log, batch.Events, null), giveUp).ConfigureAwait(false);
        return await batch.MayAppend.ConfigureAwait(false)
            ? await new PartCommit(batch, whole, sealer, store, appender).RunAsync(giveUp).ConfigureAwait(false)
            : new(null, batch.Events);
    }

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
}
