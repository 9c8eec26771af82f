using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>
/// How many entries a log has. The number in its row is believed when the edge beside it fits the tiles or the signature; where
/// it does not, another size that does shows that the number was altered.
/// </summary>
internal sealed class SizeCheck(ILogStore store, LogIdentity log, StoredHead head, TreeHead? signed)
{
    private const int Window = 1024;

    public async Task<long> FindAsync(CancellationToken cancellationToken)
    {
        if (await IsPlausibleAsync(signed?.Size ?? 0, cancellationToken).ConfigureAwait(false)
            && await FitsAsync(head.Size, cancellationToken).ConfigureAwait(false))
        {
            return head.Size;
        }

        if (signed is { } s && s.Size != head.Size && await FitsAsync(s.Size, cancellationToken).ConfigureAwait(false))
        {
            return s.Size;
        }

        var found = await CountAsync(signed?.Size ?? 0, cancellationToken).ConfigureAwait(false);
        return await FitsAsync(found, cancellationToken).ConfigureAwait(false)
            || !await IsPlausibleAsync(found, cancellationToken).ConfigureAwait(false)
            ? found
            : head.Size;
    }

    private async Task<bool> FitsAsync(long size, CancellationToken cancellationToken)
    {
        var edge = EdgeHashes.Of(head.Edge.Span, size);
        if (head.Edge.Length != edge.Length * Hash.Size)
        {
            return false;
        }

        if (signed is { } s && s.Size == size && EdgeHashes.Gives(edge, s))
        {
            return true;
        }

        var tiles = await OpenTiles.ReadAsync(store, log, size, cancellationToken).ConfigureAwait(false);
        return tiles.Edge().AsSpan().SequenceEqual(edge);
    }

    // Up to where entries are: the signed ones, and those behind them without a hole of a whole window.
    private async Task<long> CountAsync(long from, CancellationToken cancellationToken)
    {
        while (true)
        {
            var entries = await store.ReadEntriesAsync(log, from, Window, cancellationToken).ConfigureAwait(false);
            if (entries.Count == 0)
            {
                return from;
            }

            from = entries[^1].Index + 1;
        }
    }

    // An absurd number would have the verifier look for entries for ever.
    private async Task<bool> IsPlausibleAsync(long found, CancellationToken cancellationToken)
    {
        if (head.Size < 0 || head.Size <= found)
        {
            return head.Size >= 0;
        }

        var last = new TileId(0, (head.Size - 1) / TileId.FullWidth);
        return (await store.ReadTilesAsync(log, [last], cancellationToken).ConfigureAwait(false)).ContainsKey(last);
    }
}
