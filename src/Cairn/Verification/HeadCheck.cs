using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>The head of a log as it should be: its size, and what the open tiles hold.</summary>
/// <param name="Size">The size that was checked.</param>
/// <param name="IsSizeAltered">Whether the log's row says another one.</param>
/// <param name="Open">The open tiles' hashes, by tile.</param>
internal sealed record CheckedHead(long Size, bool IsSizeAltered, IReadOnlyDictionary<TileId, TileContent> Open);

/// <summary>
/// Checks the log's row against the open tiles. Both hold the perfect subtrees along the right edge: where they disagree, the
/// signed root decides, and where nothing is signed, what lies below.
/// </summary>
internal sealed class HeadCheck(ILogStore store, LogIdentity log, FindingList findings)
{
    private readonly TreeSource source = new(store, log);

    public async Task<CheckedHead> CheckAsync(StoredHead head, TreeHead? signed, CancellationToken cancellationToken)
    {
        var size = await new SizeCheck(store, log, head, signed).FindAsync(cancellationToken).ConfigureAwait(false);
        if (size != head.Size)
        {
            findings.Add(FindingKind.Head, "size", $"the log's row says {Counted.Entries(head.Size)}; its tree has {size}");
        }

        var tiles = await OpenTiles.ReadAsync(store, log, size, cancellationToken).ConfigureAwait(false);
        await CheckLengthsAsync(tiles, size != head.Size, cancellationToken).ConfigureAwait(false);
        var (edge, isSure) = await BelievedAsync(head, tiles, signed, cancellationToken).ConfigureAwait(false);
        var (open, agreed) = await JudgeAsync(tiles, edge, isSure, cancellationToken).ConfigureAwait(false);
        if (!EdgeHashes.Of(head.Edge.Span, size).AsSpan().SequenceEqual(agreed) || head.Edge.Length != agreed.Length * Hash.Size)
        {
            findings.Add(FindingKind.Head, "edge", "the right edge in the log's row is not that of its tree");
        }

        return new(size, size != head.Size, open);
    }

    // The first of three that gives the signed root: the row's own, the tiles', what lies below the tiles.
    private async Task<(Hash?[] Edge, bool IsSure)> BelievedAsync(
        StoredHead head,
        OpenTiles tiles,
        TreeHead? signed,
        CancellationToken cancellationToken)
    {
        var edge = EdgeHashes.Of(head.Edge.Span, tiles.Size);
        if (signed is not { } root || root.Size != tiles.Size)
        {
            return (edge, false);
        }

        if (EdgeHashes.Gives(edge, root))
        {
            return (edge, true);
        }

        var other = tiles.Edge();
        if (!EdgeHashes.Gives(other, root))
        {
            other = await BelowAsync(tiles, cancellationToken).ConfigureAwait(false);
        }

        return EdgeHashes.Gives(other, root) ? (other, true) : (edge, false);
    }

    private async Task<Hash?[]> BelowAsync(OpenTiles tiles, CancellationToken cancellationToken)
    {
        var edge = new List<Hash?>();
        foreach (var (tile, (offset, count)) in OpenTiles.Subtrees(tiles.Size))
        {
            var below = await source.BelowAsync(tile, offset, count, cancellationToken).ConfigureAwait(false);
            var stored = TileContent.Split(tiles.Stored(tile).Span, offset, count);
            edge.Add(TileContent.RootOf([.. below.Select((h, i) => h ?? stored[i])]));
        }

        return [.. edge];
    }

    private async Task<(Dictionary<TileId, TileContent> Open, Hash?[] Edge)> JudgeAsync(
        OpenTiles tiles, Hash?[] edge, bool isSure, CancellationToken cancellationToken)
    {
        var judge = new TileJudge(source, findings);
        var contents = new Dictionary<TileId, List<Hash?>>();
        var subtrees = OpenTiles.Subtrees(tiles.Size).ToList();
        for (var i = 0; i < subtrees.Count; i++)
        {
            var (tile, portion) = subtrees[i];
            var agreed = isSure
                ? null
                : await AgainstEdgeAsync(judge, tiles, subtrees[i], edge[i], cancellationToken).ConfigureAwait(false);
            var hashes = agreed
                ?? await judge.PortionAsync(tile, tiles.Stored(tile), portion, edge[i], cancellationToken).ConfigureAwait(false);
            edge[i] = agreed is null ? edge[i] : TileContent.RootOf(agreed);
            contents.TryAdd(tile, []);
            contents[tile].AddRange(hashes);
        }

        return (contents.ToDictionary(c => c.Key, c => new TileContent([.. c.Value])), edge);
    }

    // Unsigned, the tile and what lies below it outvote the edge when they agree.
    private async Task<Hash?[]?> AgainstEdgeAsync(
        TileJudge judge,
        OpenTiles tiles,
        (TileId Tile, (int Offset, int Count) Portion) subtree,
        Hash? edge,
        CancellationToken cancellationToken)
    {
        var (tile, (offset, count)) = subtree;
        var stored = TileContent.Split(tiles.Stored(tile).Span, offset, count);
        if (edge is not null && TileContent.RootOf(stored) == edge)
        {
            return null;
        }

        var repair = new TileRepair(stored, await source.BelowAsync(tile, offset, count, cancellationToken).ConfigureAwait(false));
        if (!repair.IsAgreed || (edge is { } root && repair.For(root) is not null))
        {
            return null;
        }

        judge.Name(tile, offset, stored, repair.Agreed);
        return repair.Agreed;
    }

    // Read again after the tiles: what a writer added meanwhile is no alteration.
    private async Task CheckLengthsAsync(OpenTiles tiles, bool isSizeAltered, CancellationToken cancellationToken)
    {
        var now = await store.ReadHeadAsync(log, cancellationToken).ConfigureAwait(false);
        foreach (var tile in OpenTiles.Of(isSizeAltered ? 0 : tiles.Size))
        {
            if (tiles.Stored(tile).Length > tile.WidthAt(Math.Max(tiles.Size, now.Size)) * Hash.Size)
            {
                new TileJudge(source, findings).Altered(tile, "has more hashes than the tree has entries for");
            }
        }
    }
}
