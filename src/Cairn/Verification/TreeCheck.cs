using Cairn.Merkle;

namespace Cairn.Verification;

/// <summary>
/// Gives the lowest tiles as they should be, asked for in ascending order: each is held against the tile above it, and that one against
/// the next, up to the head. One tile a level is in memory.
/// </summary>
internal sealed class TreeCheck(CheckedHead head, AnchorRoots anchors, TreeSource source, TileJudge judge)
{
    private readonly List<(long Index, TileContent Content)> above = [];

    /// <summary>The open tiles take part in the anchors' roots too.</summary>
    public void Begin()
    {
        foreach (var (tile, content) in head.Open)
        {
            anchors.See(tile, content);
        }
    }

    /// <summary>
    /// The hashes of entries that a lowest tile should hold. The stored bytes of the open one are not used: the head has them.
    /// </summary>
    public async ValueTask<TileContent> LowestAsync(long index, ReadOnlyMemory<byte> stored, CancellationToken cancellationToken)
    {
        var tile = new TileId(0, index);
        if (head.Open.TryGetValue(tile, out var open))
        {
            return open;
        }

        return await CompleteAsync(tile, stored, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<TileContent> CompleteAsync(TileId tile, ReadOnlyMemory<byte> stored, CancellationToken cancellationToken)
    {
        var parent = await AboveAsync(tile.Level + 1, tile.Index / TileId.FullWidth, cancellationToken).ConfigureAwait(false);
        var content = await judge.CompleteAsync(
            tile, stored, parent[(int)(tile.Index % TileId.FullWidth)], cancellationToken).ConfigureAwait(false);
        anchors.See(tile, content);
        return content;
    }

    private async ValueTask<TileContent> AboveAsync(int level, long index, CancellationToken cancellationToken)
    {
        var tile = new TileId(level, index);
        if (head.Open.TryGetValue(tile, out var open))
        {
            return open;
        }

        while (above.Count < level)
        {
            above.Add((-1, new([])));
        }

        if (above[level - 1].Index != index)
        {
            var stored = await source.TileAsync(tile, cancellationToken).ConfigureAwait(false);
            above[level - 1] = (index, await CompleteAsync(tile, stored, cancellationToken).ConfigureAwait(false));
        }

        return above[level - 1].Content;
    }
}
