using System.Text.Json.Serialization;

namespace Cairn.Merkle.Tests;

/// <summary>One case of <c>inclusion.json</c>.</summary>
public sealed record InclusionVector(
    string Desc, long Index, long Size, string Root, string LeafHash, IReadOnlyList<string> Proof, bool Accept)
{
    private static readonly (long, long)[] Places =
        [(0, 1), (0, 2), (2, 3), (1, 5), (6, 7), (0, 8), (5, 8), (255, 256), (256, 257), (299, 300), (70, 70_000)];

    [JsonIgnore]
    public bool Holds =>
        Hash.TryParse(Root, out var root) && Hash.TryParse(LeafHash, out var leaf)
        && MerkleProof.CheckInclusion([.. Proof.Select(VectorFile.Hash)], Index, leaf, new TreeHead(Size, root));

    public static IEnumerable<InclusionVector> All()
    {
        var (oracle, random) = (Oracle.OfNumbers(), new Random(20));
        foreach (var (index, size) in Places)
        {
            foreach (var vector in Of(oracle, index, size, random))
            {
                yield return vector;
            }
        }
    }

    private static IEnumerable<InclusionVector> Of(Oracle oracle, long index, long size, Random random)
    {
        var path = oracle.Path(index, 0, size);
        var (root, leaf) = (oracle.Root(0, size), oracle.Leaf(index));
        var right = new InclusionVector($"leaf {index} of {size}", index, size, $"{root}", $"{leaf}", VectorFile.Texts(path), true);
        yield return right;
        var wrong = right with { Accept = false };
        foreach (var (what, proof) in ProofMutations.Of(path, random).Where(m => m.Proof.Length <= path.Length + 1))
        {
            yield return wrong with { Desc = $"{right.Desc}: {what}", Proof = VectorFile.Texts(proof) };
        }

        yield return wrong with { Desc = $"{right.Desc}: index past the end", Index = size };
        yield return wrong with { Desc = $"{right.Desc}: index negative", Index = -1 };
        yield return wrong with { Desc = $"{right.Desc}: index before", Index = index - 1 };
        yield return wrong with { Desc = $"{right.Desc}: index after", Index = index + 1 };
        yield return wrong with { Desc = $"{right.Desc}: size doubled", Size = size * 2 };
        yield return wrong with { Desc = $"{right.Desc}: size zero", Size = 0 };
        yield return wrong with { Desc = $"{right.Desc}: root of the empty tree", Root = $"{Hash.Empty}" };
        yield return wrong with { Desc = $"{right.Desc}: root modified", Root = $"{random.WithOneBitFlipped(root)}" };
        yield return wrong with { Desc = $"{right.Desc}: leaf modified", LeafHash = $"{random.WithOneBitFlipped(leaf)}" };
    }
}
