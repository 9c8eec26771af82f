using System.Text;
using Cairn.Entries;

namespace Cairn.Tests;

public sealed class LeafVectorTests
{
    public static TheoryData<string> All => VectorFiles.Names("leaf");

    [Theory]
    [MemberData(nameof(All))]
    public void A_leaf_is_taken_or_refused_as_its_vector_says(string name)
    {
        var vector = VectorFiles.Read("leaf", name);
        var bytes = Encoding.UTF8.GetBytes(vector.Text("leaf")!); // Every leaf vector has a leaf.

        var taken = LeafReader.TryParse(bytes, out var leaf, out var error);

        Assert.True(taken == vector.GetProperty("accepted").GetBoolean(), error);
        if (taken)
        {
            Assert.Equal(vector.Text("leaf"), LeafWriter.Write(leaf!, new()).ToString());
        }
    }
}
