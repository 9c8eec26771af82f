using System.Text;
using Cairn.Merkle;

namespace Cairn.Tests.Verification;

public sealed class ManifestTests
{
    private static readonly string Digest = Base64.Encode(new byte[32]);

    public static TheoryData<string> Good =>
    [
        """{"v":1,"kind":"expired","ranges":[[0,4],[6,6]]}""",
        $$"""{"v":1,"kind":"erased","digests":["{{Digest}}"]}""",
        """{"v":1,"kind":"dropped","producer":"p1","ranges":[[1,2]],"count":2,"why":"rejected"}""",
        """{"v":1,"kind":"dropped","producer":"p1","ranges":[],"count":7,"why":"spool_full"}""",
        $$"""{"v":1,"kind":"continued","reason":"restored","origin":"cairn.internal/a","vkey":"k","checkpoint":null,"size":0,"root":"{{Hash.Empty}}"}""",
        $$"""{"v":1,"kind":"continued","reason":"key_lost","origin":"cairn.internal/a","vkey":"k","checkpoint":"a\n1\n","size":1,"root":"{{Hash.Empty}}"}""",
    ];

    public static TheoryData<string> Bad =>
    [
        "",
        "null",
        "[]",
        "{}",
        """{"v":1}""",
        """{"v":2,"kind":"expired","ranges":[[0,4]]}""",
        """{"kind":"expired","v":1,"ranges":[[0,4]]}""",
        """{"v":1,"kind":"forgotten","ranges":[[0,4]]}""",
        """{"v":1,"kind":"expired","ranges":[]}""",
        """{"v":1,"kind":"expired","ranges":[[4,0]]}""",
        """{"v":1,"kind":"expired","ranges":[[0,4],[4,5]]}""",
        """{"v":1,"kind":"expired","ranges":[[6,7],[1,2]]}""",
        """{"v":1,"kind":"expired","ranges":[[-1,2]]}""",
        """{"v":1,"kind":"expired","ranges":[[0]]}""",
        """{"v":1,"kind":"expired","ranges":[[0,1,2]]}""",
        """{"v":1,"kind":"expired","ranges":[["0","1"]]}""",
        """{"v":1,"kind":"expired","ranges":[[0,1e0]]}""",
        """{"v":1,"kind":"expired","ranges":[[0,99999999999999999999]]}""",
        """{"v":1,"kind":"expired","ranges":[[0,4]],"x":1}""",
        """{"v":1,"kind":"expired","kind":"expired","ranges":[[0,4]]}""",
        """{"v":1,"kind":"expired", "ranges":[[0,4]]}""",
        """{"v":1,"kind":"erased","digests":[]}""",
        """{"v":1,"kind":"erased","digests":["x"]}""",
        """{"v":1,"kind":"erased","digests":[null]}""",
        """{"v":1,"kind":"dropped","producer":"P","ranges":[[1,2]],"count":2,"why":"rejected"}""",
        """{"v":1,"kind":"dropped","producer":"p1","ranges":[[0,2]],"count":2,"why":"rejected"}""",
        """{"v":1,"kind":"dropped","producer":"p1","ranges":[[1,2]],"count":0,"why":"rejected"}""",
        """{"v":1,"kind":"dropped","producer":"p1","ranges":[[1,2]],"count":2,"why":"bored"}""",
        $$"""{"v":1,"kind":"continued","reason":"restored","origin":"a","vkey":"k","size":0,"root":"{{Hash.Empty}}"}""",
        """{"v":1,"kind":"continued","reason":"restored","origin":"a","vkey":"k","checkpoint":null,"size":0,"root":"x"}""",
        "{\"v\":1,\"kind\":\"\\ud800\",\"ranges\":[[0,4]]}",
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public void A_manifest_reads_back_as_the_bytes_it_was(string json) =>
        Assert.Equal(json, Encoding.UTF8.GetString(Manifest.Parse(Encoding.UTF8.GetBytes(json)).Format()));

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_no_manifest_writes_is_refused(string json)
    {
        Assert.False(Manifest.TryParse(Encoding.UTF8.GetBytes(json), out _, out var error));
        Assert.NotEmpty(error);
    }

    [Fact]
    public void No_altered_byte_makes_a_parser_throw()
    {
        var random = new Random(1);
        foreach (var good in Good)
        {
            var bytes = Encoding.UTF8.GetBytes((string)good.Data);
            for (var i = 0; i < 2000; i++)
            {
                var altered = (byte[])bytes.Clone();
                altered[random.Next(bytes.Length)] = (byte)random.Next(256);
                if (Manifest.TryParse(altered, out var manifest, out _))
                {
                    Assert.Equal(altered, manifest!.Format());
                }
            }
        }
    }
}
