namespace Cairn.Merkle.Tests;

public class VectorTests
{
    [Fact]
    public void Inclusion_vectors_are_the_oracles_and_the_check_agrees()
    {
        var vectors = VectorFile.Read("inclusion.json", InclusionVector.All());
        Assert.All(vectors, vector => Assert.True(vector.Holds == vector.Accept, vector.Desc));
        Assert.True(vectors.Count(vector => !vector.Accept) > 9 * vectors.Count(vector => vector.Accept));
    }

    [Fact]
    public void Consistency_vectors_are_the_oracles_and_the_check_agrees()
    {
        var vectors = VectorFile.Read("consistency.json", ConsistencyVector.All());
        Assert.All(vectors, vector => Assert.True(vector.Holds == vector.Accept, vector.Desc));
        Assert.True(vectors.Count(vector => !vector.Accept) > 9 * vectors.Count(vector => vector.Accept));
    }

    [Fact]
    public void Text_vectors_are_made_again_and_the_readers_agree()
    {
        var vectors = VectorFile.Read("texts.json", TextVector.All());
        Assert.All(vectors, vector => Assert.True(vector.Holds == vector.Accept, $"{vector.Kind}, {vector.Desc}"));
        Assert.True(vectors.Count(vector => !vector.Accept) > 5 * vectors.Count(vector => vector.Accept));
    }
}
