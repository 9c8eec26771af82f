using System.Text;

namespace Cairn.Tests.Verification;

/// <summary>The verifier's quick readers say what the plain ones say.</summary>
public sealed class DisclosureReaderTests
{
    private const string Salt = "AAAAAAAAAAAAAAAAAAAAAA";

    private static readonly string[] Seeds =
    [
        $$$"""["{{{Salt}}}","actor",{"subject":"user:1","name":"Ada"}]""",
        $$$"""["{{{Salt}}}","content",{"reason":"left \"early\"","changes":[{"path":"/a","before":1.50,"after":null}],"metadata":{"a":{"subject":"x"},"b":[true,false,[],{}]} }]""",
        $$$"""["{{{Salt}}}","content",{"changes":[1,-2e5,"",{}],"metadata":{"ä":"ö"}}]""",
        $$$"""["{{{Salt}}}","actor.contact",{"subject":"user:1","subject":"user:2"}]""",
        $$$"""["{{{Salt}}}","targets",{"ids":{"0":"a" ,"1":"b"}}]""",
        $$$"""["{{{Salt}}}","network",{"ip" :"::1"}]""",
        $$$"""["{{{Salt}}}","network",{"ip":"::1"}] """,
        $$$"""["{{{Salt}}}","network",{"ip":"::1"},1]""",
        $$$"""["{{{Salt}}}","network",{"subject":null}]""",
        $$$"""["{{{Salt}}}","secrets",{"ip":"::1"}]""",
        $$$"""["{{{Salt[..21]}}}B","network",{"ip":"::1"}]""",
    ];

    [Fact]
    public void It_reads_what_the_plain_reader_reads_and_refuses_the_rest()
    {
        var random = new Random(1);
        foreach (var seed in Seeds)
        {
            Agree(Encoding.UTF8.GetBytes(seed));
            for (var i = 0; i < 5000; i++)
            {
                Agree(Altered(random, Encoding.UTF8.GetBytes(seed)));
            }
        }
    }

    [Fact]
    public void It_computes_the_digest_that_sealing_computes()
    {
        var log = LogIdentity.Create("acme", 1, "cairn.internal", new Random(1).NextBytes);
        var random = new Random(2);
        foreach (var occurred in new[] { 0, 5 })
        {
            var disclosures = new List<Disclosure>();
            for (var n = 0; n < 4; n++)
            {
                var facts = Facts(log, occurred, [.. disclosures.Select(d => d.Digest).Order(StringComparer.Ordinal)]);
                var leaf = LeafWriter.Write(facts);
                var digest = EventDigest.Of(log.ReplayKey, facts, leaf, disclosures);
                Assert.True(new ReplayDigest(log).Is(digest, facts, leaf, disclosures));
                digest[n] ^= 1;
                Assert.False(new ReplayDigest(log).Is(digest, facts, leaf, disclosures));
                var salt = new byte[16];
                random.NextBytes(salt);
                disclosures.Add(Disclosure.Make("content", null, "{\"reason\":\"é\"}"u8, salt));
            }
        }
    }

    private static void Agree(byte[] json)
    {
        var plain = Disclosure.TryRead(json, out var expected, out var error);
        var text = Encoding.UTF8.GetString(json);
        Assert.True(plain == DisclosureReader.TryRead(json, out var actual, out var said), text);
        Assert.True((expected?.Name, expected?.Subject, error) == (actual?.Name, actual?.Subject, said), text);
    }

    private static byte[] Altered(Random random, byte[] json)
    {
        var at = random.Next(json.Length);
        var some = (byte)(random.Next(3) == 0 ? random.Next(256) : " ,:\"{}[]0a\\"[random.Next(11)]);
        return random.Next(3) switch
        {
            0 => [.. json[..at], some, .. json[at..]],
            1 => [.. json[..at], .. json[(at + 1)..]],
            _ => [.. json[..at], some, .. json[(at + 1)..]],
        };
    }

    private static Leaf Facts(LogIdentity log, int occurred, string[] digests) => new()
    {
        Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch),
        Log = log.LogId,
        RecordedAt = DateTimeOffset.UnixEpoch.AddSeconds(occurred),
        OccurredAt = DateTimeOffset.UnixEpoch,
        Action = "a.b",
        Category = "general",
        Actor = new("system", null),
        Digests = digests,
    };
}
