using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>
/// Reads a log's manifests. One counts when its entry commits to it and the entry's hash stands in the tree; the walk over all
/// entries then shows whether that tile is itself right.
/// </summary>
internal sealed class ManifestReader(ILogStore store, LogIdentity log)
{
    /// <summary>Adds the manifests of entries from one index to before another; kind <see langword="null"/>: all.</summary>
    public async Task ReadAsync(ManifestSet into, long from, long to, string? kind, CancellationToken cancellationToken)
    {
        foreach (var stored in await store.ReadManifestsAsync(log, kind, cancellationToken).ConfigureAwait(false))
        {
            if (stored.Index >= from && stored.Index < to)
            {
                var row = new ManifestRow(stored);
                into.Add(row, await IsGroundedAsync(row, cancellationToken).ConfigureAwait(false));
            }
        }
    }

    /// <summary>Whether the manifest's entry commits to it and stands in the tree.</summary>
    public async Task<bool> IsGroundedAsync(ManifestRow row, CancellationToken cancellationToken)
    {
        var entries = await store.ReadEntriesAsync(log, row.Index, 1, cancellationToken).ConfigureAwait(false);
        if (entries.Count == 0 || !LeafReader.TryParse(entries[0].Leaf.Span, out var leaf, out _) || !row.IsOf(leaf!)) // Parsed.
        {
            return false;
        }

        var tile = new TileId(0, row.Index / TileId.FullWidth);
        var tiles = await store.ReadTilesAsync(log, [tile], cancellationToken).ConfigureAwait(false);
        var stored = TileContent.Split(tiles.GetValueOrDefault(tile).Span, (int)(row.Index % TileId.FullWidth), 1);
        return stored[0] == Hash.OfLeaf(entries[0].Leaf.Span);
    }
}
