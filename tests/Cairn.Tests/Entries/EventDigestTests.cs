using System.Security.Cryptography;
using System.Text;
using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Primitives;

namespace Cairn.Tests;

/// <summary>The event's digest, beside docs/spec/entry.md read word by word.</summary>
public sealed class EventDigestTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(3_000)]
    [InlineData(60_000)]
    public void It_is_the_HMAC_of_what_the_specification_lists(int reason)
    {
        var log = Some.Log();
        foreach (var occurred in new DateTimeOffset?[] { null, Some.Time.AddDays(-1) })
        {
            var entry = Some.Entry(log, Some.Event(reason: new string('r', reason), occurredAt: occurred));
            Assert.Equal(Oracle(log, entry), entry.EventDigest);
            Assert.True(
                EventDigest.Is(entry.EventDigest, log.NewestKey(KeyPurpose.Replay).Bytes, entry.Leaf, entry.LeafBytes, entry.Disclosures));
            Assert.False(
                EventDigest.Is(entry.EventDigest, log.NewestKey(KeyPurpose.Lookup).Bytes, entry.Leaf, entry.LeafBytes, entry.Disclosures));
        }
    }

    [Fact]
    public void An_entry_without_disclosures_has_one_too()
    {
        var (log, id) = (Some.Log(), 2);
        var entry = Some.Entry(log, Some.BareEvent(id), id);
        Assert.Empty(entry.Disclosures);
        Assert.Equal(Oracle(log, entry), entry.EventDigest);
    }

    [Fact]
    public void Each_byte_of_it_counts()
    {
        var log = Some.Log();
        var entry = Some.Entry(log);
        for (var at = 0; at < EventDigest.Length; at++)
        {
            byte[] other = [.. entry.EventDigest];
            other[at] ^= 1;
            Assert.False(EventDigest.Is(other, log.NewestKey(KeyPurpose.Replay).Bytes, entry.Leaf, entry.LeafBytes, entry.Disclosures));
        }
    }

    private static byte[] Oracle(LogIdentity log, SealedEntry entry)
    {
        var leaf = Encoding.UTF8.GetString(entry.LeafBytes);
        var body = new StringBuilder(
            entry.Leaf.OccurredAt == entry.Leaf.RecordedAt ? "" : RfcTime.Format(entry.Leaf.OccurredAt)).Append('\n');
        var end = entry.Leaf.Digests.Count == 0 ? leaf.Length - 1 : leaf.LastIndexOf(",\"_sd\"", StringComparison.Ordinal);
        body.Append(leaf[leaf.IndexOf("\"action\"", StringComparison.Ordinal)..end]).Append('\n');
        foreach (var disclosure in entry.Disclosures)
        {
            body.Append(disclosure.Name).Append('\n').Append(Encoding.UTF8.GetString(disclosure.Value.Span)).Append('\n');
        }

        return HMACSHA256.HashData(log.NewestKey(KeyPurpose.Replay).Bytes, Encoding.UTF8.GetBytes(body.ToString()));
    }
}
