using System.Text.Json.Serialization;

namespace Cairn.Merkle.Tests;

/// <summary>One case of <c>consistency.json</c>.</summary>
public sealed record ConsistencyVector(
    string Desc, long Size1, long Size2, string Root1, string Root2, IReadOnlyList<string> Proof, bool Accept)
{
    private static readonly (long, long)[] Sizes =
    [
        (0, 0), (0, 5), (1, 1), (1, 2), (2, 3), (3, 4), (4, 8), (6, 8), (7, 7), (255, 256), (256, 257), (200, 300), (65_000, 70_000),
    ];

    [JsonIgnore]
    public bool Holds =>
        Hash.TryParse(Root1, out var root1) && Hash.TryParse(Root2, out var root2)
        && MerkleProof.CheckConsistency([.. Proof.Select(VectorFile.Hash)], new TreeHead(Size1, root1), new TreeHead(Size2, root2));

    public static IEnumerable<ConsistencyVector> All()
    {
        var (oracle, random) = (Oracle.OfNumbers(), new Random(21));
        foreach (var (older, newer) in Sizes)
        {
            foreach (var vector in Of(oracle, older, newer, random))
            {
                yield return vector;
            }
        }
    }

    private static IEnumerable<ConsistencyVector> Of(Oracle oracle, long older, long newer, Random random)
    {
        var path = older == 0 ? [] : oracle.Proof(older, newer);
        var (root1, root2) = (oracle.Root(0, older), oracle.Root(0, newer));
        var isProof = older > 0 || newer == 0;
        var right = new ConsistencyVector($"{older} to {newer}", older, newer, $"{root1}", $"{root2}", VectorFile.Texts(path), isProof);
        yield return right;
        var wrong = right with { Accept = false };
        foreach (var (what, proof) in ProofMutations.Of(path, random).Where(m => m.Proof.Length <= path.Length + 1))
        {
            yield return wrong with { Desc = $"{right.Desc}: {what}", Proof = VectorFile.Texts(proof) };
        }

        yield return wrong with { Desc = $"{right.Desc}: old root modified", Root1 = $"{random.WithOneBitFlipped(root1)}" };
        yield return wrong with { Desc = $"{right.Desc}: old size negative", Size1 = -1 };
        yield return wrong with { Desc = $"{right.Desc}: old size beyond the new", Size1 = newer + 1 };
        yield return wrong with { Desc = $"{right.Desc}: new root modified", Root2 = $"{random.WithOneBitFlipped(root2)}" };
        if (older > 0)
        {
            yield return wrong with { Desc = $"{right.Desc}: new size doubled", Size2 = newer * 2 };
            yield return wrong with { Desc = $"{right.Desc}: old size zero", Size1 = 0 };
        }
    }
}
