using System.Threading.Channels;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>
/// Reads a log in short steps from its first entry to a size, ahead of whoever judges it, and has each batch checked by itself
/// on whatever core is free. Batches come out in order; a few are in memory at a time.
/// </summary>
internal sealed class EntryReader(ILogStore store, LogIdentity log, EntryCheck check)
{
    // One lowest tile. A few batches are in memory at any time: entries may hold a mebibyte each, and whatever is
    // there, each collection copies.
    private const int BatchSize = TileId.FullWidth;

    /// <summary>Reads until the size, the end or the token.</summary>
    public async IAsyncEnumerable<CheckedBatch> ReadAsync(
        long size, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var channel = Channel.CreateBounded<Task<CheckedBatch>>(
            new BoundedChannelOptions(Environment.ProcessorCount) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(() => FillAsync(size, channel.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var batch in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return await batch.ConfigureAwait(false);
            }
        }
        finally
        {
            // Whoever stops early leaves no reader behind.
            await stop.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    private async Task FillAsync(long size, ChannelWriter<Task<CheckedBatch>> writer, CancellationToken cancellationToken)
    {
        try
        {
            for (var from = 0L; from < size;)
            {
                var batch = await ReadBatchAsync(from, (int)Math.Min(BatchSize, size - from), cancellationToken).ConfigureAwait(false);
                await writer.WriteAsync(Task.Run(() => check.Check(batch), cancellationToken), cancellationToken).ConfigureAwait(false);
                from += batch.Count;
            }

            writer.Complete();
        }
        catch (Exception e)
        {
            writer.Complete(e); // Whoever reads the channel throws it.
        }
    }

    private async Task<EntryBatch> ReadBatchAsync(long from, int count, CancellationToken cancellationToken)
    {
        var tiles = new TileId[(count + TileId.FullWidth - 1) / TileId.FullWidth];
        for (var i = 0; i < tiles.Length; i++)
        {
            tiles[i] = new(0, (from / TileId.FullWidth) + i);
        }

        return new(
            from,
            count,
            await store.ReadEntriesAsync(log, from, count, cancellationToken).ConfigureAwait(false),
            await store.ReadSubjectsAsync(log, from, count, cancellationToken).ConfigureAwait(false),
            await store.ReadAliasesAsync(log, from, count, cancellationToken).ConfigureAwait(false),
            await store.ReadTilesAsync(log, tiles, cancellationToken).ConfigureAwait(false));
    }
}
