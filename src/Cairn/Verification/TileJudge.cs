using Cairn.Merkle;

namespace Cairn.Verification;

/// <summary>Decides what a tile should hold, from the hash above and what lies below, and names what it holds instead.</summary>
internal sealed class TileJudge(TreeSource source, FindingList findings)
{
    private const int FullLength = TileId.FullWidth * Hash.Size;
    private const int MostNamed = 8;

    /// <summary>How a finding names a tile: the path of the full one.</summary>
    public static string NameOf(TileId tile) => tile.PathAt(TileId.FullWidth);

    /// <summary>
    /// What a complete tile should hold, whose bytes are empty when it is not stored. The hash over it is unknown when something above
    /// was altered beyond telling.
    /// </summary>
    public async ValueTask<TileContent> CompleteAsync(
        TileId tile,
        ReadOnlyMemory<byte> stored,
        Hash? expected,
        CancellationToken cancellationToken)
    {
        if (stored.Length == FullLength && expected is not null && TileId.RootOf(stored.Span) == expected)
        {
            return new(stored);
        }

        var hashes = await PortionAsync(tile, stored, (0, TileId.FullWidth), expected, cancellationToken).ConfigureAwait(false);
        if (stored.Length > FullLength)
        {
            Altered(tile, "has more than its 256 hashes");
        }

        return new(hashes);
    }

    /// <summary>What the positions of one perfect subtree of a tile should hold.</summary>
    public async ValueTask<Hash?[]> PortionAsync(
        TileId tile, ReadOnlyMemory<byte> stored, (int Offset, int Count) portion, Hash? expected, CancellationToken cancellationToken)
    {
        var hashes = TileContent.Split(stored.Span, portion.Offset, portion.Count);
        if (expected is not null && TileContent.RootOf(hashes) == expected)
        {
            return hashes;
        }

        var repair = new TileRepair(
            hashes, await source.BelowAsync(tile, portion.Offset, portion.Count, cancellationToken).ConfigureAwait(false));
        var right = expected is { } root
            ? repair.For(root) ?? await DeeperAsync(tile, portion, hashes, root, cancellationToken).ConfigureAwait(false)
            : null;
        if (right is not null)
        {
            Name(tile, portion.Offset, hashes, right);
            return right;
        }

        if (expected is not null)
        {
            Beyond(tile, portion.Offset, stored, repair);
        }

        return repair.Agreed;
    }

    public void Altered(TileId tile, string words) => findings.Add(FindingKind.Tile, NameOf(tile), $"{NameOf(tile)} {words}");

    /// <summary>Names the positions at which a tile does not hold what it should.</summary>
    public void Name(TileId tile, int offset, Hash?[] stored, Hash?[] right)
    {
        var wrong = new List<int>();
        for (var i = 0; i < stored.Length; i++)
        {
            if (stored[i] != right[i])
            {
                wrong.Add(offset + i);
            }
        }

        if (wrong.Count > 0)
        {
            var missing = Array.TrueForAll(stored, h => h is null);
            Altered(
                tile, missing ? "is missing" : $"is altered at {Positions(tile, wrong)}; the hashes below it still give the hash above");
        }
    }

    // The tiles right below may be altered too: the entries then decide.
    private async ValueTask<Hash?[]?> DeeperAsync(
        TileId tile,
        (int Offset, int Count) portion,
        Hash?[] stored,
        Hash root,
        CancellationToken cancellationToken) =>
        tile.Level == 0
            ? null
            : new TileRepair(
                stored,
                await source.FromEntriesAsync(tile, portion.Offset, portion.Count, cancellationToken).ConfigureAwait(false)).For(root);

    private void Beyond(TileId tile, int offset, ReadOnlyMemory<byte> stored, TileRepair repair)
    {
        var disputes = repair.Disputes.Count == 0
            ? ""
            : $"; they differ at {Positions(tile, [.. repair.Disputes.Select(d => d + offset)])}";
        Altered(tile, stored.IsEmpty
            ? "is missing, and what is left below it does not give the hash above"
            : $"and what lies below it do not give the hash that the tree holds of them{disputes}");
    }

    private static string Positions(TileId tile, List<int> positions)
    {
        var first = tile.Index * TileId.FullWidth;
        var what = tile.Level == 0 ? "the hash of entry" : "the hash of subtree";
        return $"{what} {string.Join(", ", positions.Take(MostNamed).Select(p => first + p))}"
            + $"{(positions.Count > MostNamed ? $" and {positions.Count - MostNamed} more" : "")}";
    }
}
