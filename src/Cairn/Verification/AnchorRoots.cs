using Cairn.Merkle;

namespace Cairn.Verification;

/// <summary>
/// Gathers, as tiles go by, the perfect subtrees of the sizes somebody holds the log to, and compares the roots they make.
/// </summary>
internal sealed class AnchorRoots
{
    private readonly List<Gathered> gathered = [];

    public AnchorRoots(IEnumerable<Anchor> anchors, long size)
    {
        foreach (var anchor in anchors)
        {
            if (anchor.Head.Size <= size)
            {
                gathered.Add(new(anchor, OpenTiles.Subtrees(anchor.Head.Size).ToList()));
            }
        }
    }

    public void See(TileId tile, TileContent content)
    {
        foreach (var anchor in gathered)
        {
            anchor.See(tile, content);
        }
    }

    /// <summary>Those whose root the log does not have at their size. One that hangs on hashes nobody can tell is not among them.</summary>
    public IReadOnlyList<Anchor> Forked() => [.. gathered.Where(g => g.IsForked).Select(g => g.Anchor)];

    private sealed class Gathered(Anchor anchor, List<(TileId Tile, (int Offset, int Count) Portion)> subtrees)
    {
        private readonly Hash?[] edge = new Hash?[subtrees.Count];

        public Anchor Anchor => anchor;

        public bool IsForked => EdgeHashes.RootOf(edge, anchor.Head.Size) is { } root && root != anchor.Head.Root;

        public void See(TileId tile, TileContent content)
        {
            for (var i = 0; i < subtrees.Count; i++)
            {
                if (subtrees[i].Tile == tile)
                {
                    edge[i] = RootOf(content, subtrees[i].Portion);
                }
            }
        }

        private static Hash? RootOf(TileContent content, (int Offset, int Count) portion)
        {
            var hashes = new Hash?[portion.Count];
            for (var i = 0; i < hashes.Length; i++)
            {
                hashes[i] = content[portion.Offset + i];
            }

            return TileContent.RootOf(hashes);
        }
    }
}
