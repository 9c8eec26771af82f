using Cairn.Diagnostics;
using Cairn.Signing;
using Cairn.Stores;

namespace Cairn.Recording;

/// <summary>Appends sealed batches, as many at once as the store gains from; measures each, and tells the signer what grew.</summary>
/// <param name="store">The store.</param>
/// <param name="sealer">Learns what was committed.</param>
/// <param name="telemetry">Measures.</param>
/// <param name="signing">Signs what grew; <see langword="null"/>: another host does.</param>
internal sealed class StoreAppender(ILogStore store, BatchSealer sealer, LogTelemetry telemetry, SignerLoop? signing) : IDisposable
{
    private readonly SemaphoreSlim turns = new(store.ConcurrentAppends);

    /// <summary>Waits for a turn at the store.</summary>
    public Task WaitAsync(CancellationToken giveUp) => turns.WaitAsync(giveUp);

    /// <summary>Gives the turn back.</summary>
    public void Release() => turns.Release();

    /// <summary>Appends within a turn.</summary>
    public async Task<IReadOnlyList<AppendResult>> AppendAsync(SealedBatch batch, CancellationToken giveUp)
    {
        var entries = batch.Entries!; // Sealed.
        using var measured = telemetry.Commit(batch.Log, entries.Count);
        try
        {
            var results = await store.AppendAsync(batch.Log, entries, batch.People, giveUp).ConfigureAwait(false);
            measured.Succeed(results.Count(r => r.Status == AppendStatus.Appended));
            sealer.Committed(batch.Log, entries, results, batch.People);
            signing?.Grew(batch.Log);
            return results;
        }
        catch (Exception e)
        {
            measured.Fail(e);
            throw;
        }
    }

    public void Dispose() => turns.Dispose();
}
