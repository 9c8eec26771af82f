using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Contracts;

/// <summary>Compares what was sealed with what a store gives back.</summary>
internal static class Same
{
    public static void Entry(SealedEntry expected, StoredEntry actual)
    {
        Assert.Equal(expected.LeafBytes, actual.Leaf.ToArray());
        Assert.Equal(SearchColumns.Of(expected.Leaf), actual.Columns);
        Assert.Equal(expected.Leaf.Targets.Select((t, n) => new StoredTarget(n, t.Type, t.Id ?? "")), actual.Targets);
        Assert.Equal(
            expected.Disclosures.Select(d => (d.Name, d.Subject, d.Class, 0L, Hex(d.Json))),
            actual.Disclosures.Select(d => (d.Name, d.Subject, d.Class, d.KeyId, Hex(d.Json))));
        Assert.Equal(expected.EventDigest, actual.EventDigest?.ToArray());
        Assert.Equal(expected.ReplayKeyId, actual.ReplayKeyId);
        Assert.Equal(expected.Network is { } network ? new StoredNetwork(network, expected.LookupKeyId) : null, actual.Network);
    }

    public static void Entry(StoredEntry expected, StoredEntry actual)
    {
        Assert.Equal((expected.Index, expected.StoredAt, expected.Columns), (actual.Index, actual.StoredAt, actual.Columns));
        Assert.Equal(Hex(expected.Leaf), Hex(actual.Leaf));
        Assert.Equal(expected.Targets, actual.Targets);
        Assert.Equal(
            expected.Disclosures.Select(d => (d.Name, d.Subject, d.Class, d.KeyId, d.Digest, Hex(d.Json))),
            actual.Disclosures.Select(d => (d.Name, d.Subject, d.Class, d.KeyId, d.Digest, Hex(d.Json))));
        Assert.Equal(expected.EventDigest?.ToArray(), actual.EventDigest?.ToArray());
        Assert.Equal((expected.Network, expected.ReplayKeyId), (actual.Network, actual.ReplayKeyId));
    }

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexString(bytes.Span);
}
