using System.Text.Json;

namespace Cairn.Merkle.Tests;

public class OthersVectorTests
{
    [Fact]
    public void Others_inclusion_vectors_are_taken_and_refused_as_they_say()
    {
        var vectors = OthersVectors.Of("inclusion");
        Agree(vectors, OthersVectors.TakesInclusion);
        Assert.All(vectors.Count == 0 ? InclusionVector.All() : [], own => Assert.Equal(own.Accept, own.Holds));
    }

    [Fact]
    public void Others_consistency_vectors_are_taken_and_refused_as_they_say()
    {
        var vectors = OthersVectors.Of("consistency");
        Agree(vectors, OthersVectors.TakesConsistency);
        Assert.All(vectors.Count == 0 ? ConsistencyVector.All() : [], own => Assert.Equal(own.Accept, own.Holds));
    }

    private static void Agree(IReadOnlyList<(string File, JsonElement Case)> vectors, Func<JsonElement, bool> takes) =>
        Assert.All(vectors, vector => Assert.True(takes(vector.Case) != vector.Case.GetProperty("wantErr").GetBoolean(), vector.File));
}
