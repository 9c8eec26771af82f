using System.Text;
using Cairn.Manifests;

namespace Cairn.Tests;

public sealed class IndexSetVectorTests
{
    public static TheoryData<string> All => VectorFiles.Names("index-set");

    [Theory]
    [MemberData(nameof(All))]
    public void A_set_has_the_text_its_vector_says(string name)
    {
        var vector = VectorFiles.Read("index-set", name);
        var indexes = new SortedSet<long>();
        foreach (var item in vector.GetProperty("indexes").EnumerateArray())
        {
            long[] parts = item.ValueKind == System.Text.Json.JsonValueKind.Array
                ? [.. item.EnumerateArray().Select(p => p.GetInt64())]
                : [item.GetInt64(), item.GetInt64(), 1];
            for (var index = parts[0]; index <= parts[1]; index += parts[2])
            {
                indexes.Add(index);
            }
        }

        Assert.Equal(Encoding.UTF8.GetString(vector.Long("set")), IndexSets.Of(indexes).Single().ToString());
    }
}
