namespace Cairn.Merkle.Tests;

/// <summary>Every small way to get a proof wrong.</summary>
public static class ProofMutations
{
    public static IEnumerable<(string What, Hash[] Proof)> Of(Hash[] proof, Random random)
    {
        for (var i = 0; i < proof.Length; i++)
        {
            yield return ($"hash {i} modified", [.. proof[..i], random.WithOneBitFlipped(proof[i]), .. proof[(i + 1)..]]);
            yield return ($"hash {i} dropped", [.. proof[..i], .. proof[(i + 1)..]]);
            yield return ($"hash {i} doubled", [.. proof[..i], proof[i], .. proof[i..]]);
        }

        for (var i = 1; i < proof.Length; i++)
        {
            yield return ($"hashes {i - 1} and {i} swapped", [.. proof[..(i - 1)], proof[i], proof[i - 1], .. proof[(i + 1)..]]);
        }

        yield return ("a hash put before", [random.Hash(), .. proof]);
        yield return ("a hash put after", [.. proof, random.Hash()]);
        yield return ("a hundred hashes put after", [.. proof, .. Enumerable.Range(0, 100).Select(_ => random.Hash())]);
    }
}
