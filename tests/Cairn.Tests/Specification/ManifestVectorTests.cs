using System.Text;
using Cairn.Manifests;

namespace Cairn.Tests;

public sealed class ManifestVectorTests
{
    public static TheoryData<string> All => VectorFiles.Names("manifest");

    [Theory]
    [MemberData(nameof(All))]
    public void A_manifest_is_taken_or_refused_as_its_vector_says(string name)
    {
        var vector = VectorFiles.Read("manifest", name);
        var bytes = vector.Long("manifest");

        var taken = Manifest.TryParse(bytes, out var manifest, out var error);

        Assert.True(taken == vector.GetProperty("accepted").GetBoolean(), error);
        Assert.True(!taken || bytes.AsSpan().SequenceEqual(manifest!.Format()), Encoding.UTF8.GetString(bytes));
    }
}
