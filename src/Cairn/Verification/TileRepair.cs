using Cairn.Merkle;

namespace Cairn.Verification;

/// <summary>
/// Finds out which hashes of a tile were altered: of each position that the tile and what lies below it disagree on, one is right,
/// and the hash above says which.
/// </summary>
internal sealed class TileRepair
{
    // Each further dispute doubles the work. More of them at once in one tile is no accident, and one finding for the tile says enough.
    private const int MostDisputes = 6;

    private readonly Hash?[] stored;
    private readonly Hash?[] below;
    private readonly List<int> disputes = [];

    /// <summary>Compares a tile with what lies below it.</summary>
    /// <param name="stored">The tile's hashes; <see langword="null"/> where it is too short.</param>
    /// <param name="below">The same, recomputed; <see langword="null"/> where nothing is left to compute it from.</param>
    public TileRepair(Hash?[] stored, Hash?[] below)
    {
        (this.stored, this.below) = (stored, below);
        Agreed = new Hash?[stored.Length];
        for (var i = 0; i < stored.Length; i++)
        {
            Agreed[i] = stored[i] is null ? below[i] : below[i] is null || below[i] == stored[i] ? stored[i] : null;
            if (Agreed[i] is null && stored[i] is not null)
            {
                disputes.Add(i);
            }
        }
    }

    /// <summary>What nobody disputes; <see langword="null"/> elsewhere.</summary>
    public Hash?[] Agreed { get; }

    /// <summary>Positions at which the tile says one thing and what lies below another.</summary>
    public IReadOnlyList<int> Disputes => disputes;

    public bool IsAgreed => disputes.Count == 0 && Array.TrueForAll(Agreed, h => h is not null);

    /// <summary>The hashes that give the expected one; <see langword="null"/> when no choice does.</summary>
    public Hash?[]? For(Hash expected)
    {
        var choices = disputes.Count <= MostDisputes ? 1 << disputes.Count : 2;
        for (var choice = 0; choice < choices; choice++)
        {
            var hashes = Chosen(choices == 2 ? -choice : choice);
            if (TileContent.RootOf(hashes) == expected)
            {
                return hashes;
            }
        }

        return null;
    }

    // Bit n: the nth dispute goes to what lies below.
    private Hash?[] Chosen(int choice)
    {
        var hashes = (Hash?[])Agreed.Clone();
        for (var n = 0; n < disputes.Count; n++)
        {
            hashes[disputes[n]] = (choice < 0 || (n < 32 && (choice >> n & 1) == 1)) ? below[disputes[n]] : stored[disputes[n]];
        }

        return hashes;
    }
}
