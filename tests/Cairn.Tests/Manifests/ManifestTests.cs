using System.Text;
using Cairn.Contracts;
using Cairn.Events;
using Cairn.Manifests;
using Cairn.Merkle;
using Cairn.Primitives;

namespace Cairn.Tests.Manifests;

public sealed class ManifestTests
{
    private const string Run = "AAECAwQFBgcICQoLDA0ODw";
    private const string Part = $"\"run\":\"{Run}\",\"part\":1,\"parts\":1";
    private static readonly string Digest = Base64Text.Encode(new byte[32]);
    private static readonly string Later = "_" + Digest[1..];
    private static readonly string Key =
        TamperMatrixLog.Key(1) is var key ? new NoteSigner("cairn.internal/a", key).Verifier.ToString() : "";

    public static TheoryData<string> Good =>
    [
        $$$"""{"v":1,"kind":"continued","reason":"restored","origin":"cairn.internal/a","vkey":"{{{Key}}}","checkpoint":null,"size":0,"root":"{{{Hash.Empty}}}"}""",
        $$$"""{"v":1,"kind":"continued","reason":"key_lost","origin":"cairn.internal/a","vkey":null,"checkpoint":"a\n1\n","size":1,"root":"{{{Hash.Empty}}}"}""",
        $$$"""{"v":1,"kind":"expiry_planned",{{{Part}}},"policy":null,"not_before":null,"set":{"ranges":[[0,4],[60,60]]}}""",
        $$$"""{"v":1,"kind":"expiry_planned","run":"{{{Run}}}","part":2,"parts":3,"policy":7,"not_before":"2026-11-21T09:30:00.000000Z","set":{"first":3,"bits":"qqo"}}""",
        $$$"""{"v":1,"kind":"expiry_planned",{{{Part}}},"policy":null,"not_before":null,"set":{"first":9007199254740991,"bits":"gA"}}""",
        $$$"""{"v":1,"kind":"expired",{{{Part}}},"plan":12,"count":0,"held":null}""",
        $$$"""{"v":1,"kind":"expired",{{{Part}}},"plan":12,"count":5,"held":{"ranges":[[6,6]]}}""",
        $$$"""{"v":1,"kind":"erased",{{{Part}}},"digests":["{{{Digest}}}"]}""",
        $$$"""{"v":1,"kind":"erased",{{{Part}}},"digests":["{{{Digest}}}","{{{Later}}}"]}""",
        $$$"""{"v":1,"kind":"hold_placed","hold":"{{{Run}}}","part":1,"parts":1,"until":null,"set":{"ranges":[[0,9]]}}""",
        $$$"""{"v":1,"kind":"hold_placed","hold":"{{{Run}}}","part":1,"parts":2,"until":"2027-01-01T00:00:00.000000Z","set":{"ranges":[[0,9]]}}""",
        $$$"""{"v":1,"kind":"hold_lifted","hold":"{{{Run}}}"}""",
        """{"v":1,"kind":"policy_set","from":"2026-11-21T09:30:00.000000Z","days":null,"rules":[],"notice_days":0}""",
        """{"v":1,"kind":"policy_set","from":"2026-11-21T09:30:00.000000Z","days":90,"rules":[{"category":"auth","days":30},{"action":"invoice.paid","days":null},{"category":"^AAECAwQFBgcICQoLDA0ODw","days":0}],"notice_days":7}""",
        $$$"""{"v":1,"kind":"key_changed","purpose":"signing","old":null,"new":"{{{Key}}}"}""",
        """{"v":1,"kind":"key_changed","purpose":"lookup","old":"1","new":"2"}""",
        """{"v":1,"kind":"key_changed","purpose":"replay","old":null,"new":"10"}""",
        """{"v":1,"kind":"key_changed","purpose":"master","old":"arn:aws:kms:1","new":"arn:aws:kms:2"}""",
        """{"v":1,"kind":"action_declared","name":"member.removed","category":"admin","sentences":{"":"{actor} removed {target}"},"metadata":null}""",
        """{"v":1,"kind":"action_declared","name":"member.removed","category":"admin","sentences":{"":"{actor} removed {target}","de":"{actor} hat {target} entfernt","pt-BR":"„x\""},"metadata":{"a":"any","ticket":"integer","～":"string","😀":"array"}}""",
        """{"v":1,"kind":"log_moved","to":"postgres of Example Ltd, Vienna","size":0}""",
        """{"v":1,"kind":"dropped","producer":"p1","ranges":[[1,2]],"count":2,"why":"rejected"}""",
        """{"v":1,"kind":"dropped","producer":"p1","ranges":[],"count":7,"why":"spool_full"}""",
        """{"v":1,"kind":"dropped","producer":"p1","ranges":[],"count":7,"why":"quarantine_full"}""",
    ];

    public static TheoryData<string> Bad =>
    [
        "",
        "null",
        "[]",
        "{}",
        """{"v":1}""",
        """{"v":1,"kind":null}""",
        """{"v":1,"kind":"forgotten","ranges":[[0,4]]}""",
        "{\"v\":1,\"kind\":\"\\ud800\",\"ranges\":[[0,4]]}",
        $$$"""{"v":2,"kind":"hold_lifted","hold":"{{{Run}}}"}""",
        $$$"""{"kind":"hold_lifted","v":1,"hold":"{{{Run}}}"}""",
        $$$"""{"v":1,"kind":"hold_lifted","hold":"{{{Run}}}","x":1}""",
        $$$"""{"v":1,"kind":"hold_lifted","kind":"hold_lifted","hold":"{{{Run}}}"}""",
        $$$"""{"v":1,"kind":"hold_lifted", "hold":"{{{Run}}}"}""",
        $$$"""{"v":1,"kind":"hold_lifted","hold":"{{{Run}}}A"}""",
        """{"v":1,"kind":"hold_lifted","hold":"AAECAwQFBgcICQoLDA0ODx"}""",
        """{"v":1,"kind":"hold_lifted","hold":null}""",
        $$$"""{"v":1,"kind":"hold_lifted","hold":"{{{Run}}}"}""" + "\n",
        .. Sets(
            """{"ranges":[]}""",
            """{"ranges":[[4,0]]}""",
            """{"ranges":[[0,4],[4,5]]}""",
            """{"ranges":[[0,4],[5,5]]}""",
            """{"ranges":[[6,7],[1,2]]}""",
            """{"ranges":[[-1,2]]}""",
            """{"ranges":[[0]]}""", """{"ranges":[[0,1,2]]}""", """{"ranges":[["0","1"]]}""", """{"ranges":[[0,1e0]]}""",
            """{"ranges":[[0,99999999999999999999]]}""",
            """{"ranges":[[0,9007199254740992]]}""", """{"ranges":[[0,4],[6,6]]}""", """{"ranges":[[0,4]],"x":1}""", "[[0,4]]", "null",
            "{}", """{"first":0,"bits":"gA"}""", """{"ranges":[[0,0],[2,2],[4,4],[6,6]]}""",
            """{"first":3,"bits":""}""", """{"first":3,"bits":"qqo="}""", """{"first":3,"bits":"Kqo"}""", """{"first":3,"bits":"qgA"}""",
            """{"first":3,"bits":"qqp"}""", """{"first":-1,"bits":"qqo"}""",
            """{"first":9007199254740990,"bits":"oA"}""", """{"first":"3","bits":"qqo"}""", """{"bits":"qqo","first":3}"""),
        $$$"""{"v":1,"kind":"expiry_planned","run":"{{{Run}}}","part":0,"parts":1,"policy":null,"not_before":null,"set":{"ranges":[[0,4]]}}""",
        $$$"""{"v":1,"kind":"expiry_planned","run":"{{{Run}}}","part":2,"parts":1,"policy":null,"not_before":null,"set":{"ranges":[[0,4]]}}""",
        $$$"""{"v":1,"kind":"expiry_planned",{{{Part}}},"policy":-1,"not_before":null,"set":{"ranges":[[0,4]]}}""",
        $$$"""{"v":1,"kind":"expiry_planned",{{{Part}}},"policy":null,"not_before":"2026-11-21T09:30:00Z","set":{"ranges":[[0,4]]}}""",
        $$$"""{"v":1,"kind":"expiry_planned",{{{Part}}},"not_before":null,"set":{"ranges":[[0,4]]}}""",
        $$$"""{"v":1,"kind":"expired",{{{Part}}},"plan":null,"count":0,"held":null}""",
        $$$"""{"v":1,"kind":"expired",{{{Part}}},"plan":1,"count":-1,"held":null}""",
        $$$"""{"v":1,"kind":"expired",{{{Part}}},"plan":1,"count":0,"held":{"ranges":[]}}""",
        $$$"""{"v":1,"kind":"expired","ranges":[[0,4]]}""",
        $$$"""{"v":1,"kind":"erased",{{{Part}}},"digests":[]}""",
        $$$"""{"v":1,"kind":"erased",{{{Part}}},"digests":["x"]}""",
        $$$"""{"v":1,"kind":"erased",{{{Part}}},"digests":[null]}""",
        $$$"""{"v":1,"kind":"erased",{{{Part}}},"digests":["{{{Later}}}","{{{Digest}}}"]}""",
        $$$"""{"v":1,"kind":"erased",{{{Part}}},"digests":["{{{Digest}}}","{{{Digest}}}"]}""",
        """{"v":1,"kind":"policy_set","from":null,"days":null,"rules":[],"notice_days":0}""",
        """{"v":1,"kind":"policy_set","from":"2026-11-21T09:30:00.000000Z","days":100001,"rules":[],"notice_days":0}""",
        """{"v":1,"kind":"policy_set","from":"2026-11-21T09:30:00.000000Z","days":1,"rules":[{"days":1}],"notice_days":0}""",
        """{"v":1,"kind":"policy_set","from":"2026-11-21T09:30:00.000000Z","days":1,"rules":[{"category":"auth","action":"invoice.paid","days":1}],"notice_days":0}""",
        """{"v":1,"kind":"policy_set","from":"2026-11-21T09:30:00.000000Z","days":1,"rules":[{"category":"Auth","days":1}],"notice_days":0}""",
        """{"v":1,"kind":"policy_set","from":"2026-11-21T09:30:00.000000Z","days":1,"rules":[{"action":"paid","days":1}],"notice_days":0}""",
        """{"v":1,"kind":"policy_set","from":"2026-11-21T09:30:00.000000Z","days":1,"rules":null,"notice_days":0}""",
        """{"v":1,"kind":"key_changed","purpose":"lookup","old":"2","new":"2"}""",
        """{"v":1,"kind":"key_changed","purpose":"lookup","old":"01","new":"2"}""",
        """{"v":1,"kind":"key_changed","purpose":"lookup","old":null,"new":null}""",
        """{"v":1,"kind":"key_changed","purpose":"signing","old":null,"new":"2"}""",
        """{"v":1,"kind":"key_changed","purpose":"other","old":null,"new":"2"}""",
        """{"v":1,"kind":"action_declared","name":"cairn.log_moved","category":"admin","sentences":{"":"x"},"metadata":null}""",
        """{"v":1,"kind":"action_declared","name":"removed","category":"admin","sentences":{"":"x"},"metadata":null}""",
        """{"v":1,"kind":"action_declared","name":"member.removed","category":"Admin","sentences":{"":"x"},"metadata":null}""",
        """{"v":1,"kind":"action_declared","name":"member.removed","category":"admin","sentences":{},"metadata":null}""",
        """{"v":1,"kind":"action_declared","name":"member.removed","category":"admin","sentences":{"":""},"metadata":null}""",
        """{"v":1,"kind":"action_declared","name":"member.removed","category":"admin","sentences":{"de":"x"},"metadata":null}""",
        """{"v":1,"kind":"action_declared","name":"member.removed","category":"admin","sentences":{"":"x","d":"y"},"metadata":null}""",
        """{"v":1,"kind":"action_declared","name":"member.removed","category":"admin","sentences":{"":"x","fr":"y","de":"z"},"metadata":null}""",
        """{"v":1,"kind":"action_declared","name":"member.removed","category":"admin","sentences":{"":"x","":"y"},"metadata":null}""",
        """{"v":1,"kind":"action_declared","name":"member.removed","category":"admin","sentences":{"":"x"},"metadata":{}}""",
        """{"v":1,"kind":"action_declared","name":"member.removed","category":"admin","sentences":{"":"x"},"metadata":{"a":"text"}}""",
        """{"v":1,"kind":"action_declared","name":"member.removed","category":"admin","sentences":{"":"x"},"metadata":{"b":"any","a":"any"}}""",
        """{"v":1,"kind":"action_declared","name":"member.removed","category":"admin","sentences":{"":"x"},"metadata":{"😀":"any","～":"any"}}""",
        "{\"v\":1,\"kind\":\"action_declared\",\"name\":\"member.removed\",\"category\":\"admin\",\"sentences\":{\"\":\"\\"
        + "u0041\"},\"metadata\":null}",
        """{"v":1,"kind":"log_moved","to":"","size":0}""",
        """{"v":1,"kind":"log_moved","to":" ","size":0}""",
        """{"v":1,"kind":"log_moved","to":"größer","size":0}""",
        """{"v":1,"kind":"log_moved","to":"a\nb","size":0}""",
        """{"v":1,"kind":"dropped","producer":"P","ranges":[[1,2]],"count":2,"why":"rejected"}""",
        """{"v":1,"kind":"dropped","producer":"p1","ranges":[[0,2]],"count":2,"why":"rejected"}""",
        """{"v":1,"kind":"dropped","producer":"p1","ranges":[[1,2]],"count":0,"why":"rejected"}""",
        """{"v":1,"kind":"dropped","producer":"p1","ranges":[[1,2]],"count":2,"why":"bored"}""",
        $$$"""{"v":1,"kind":"continued","reason":"restored","origin":"a","vkey":"k","size":0,"root":"{{{Hash.Empty}}}"}""",
        """{"v":1,"kind":"continued","reason":"restored","origin":"a","vkey":null,"checkpoint":null,"size":0,"root":"x"}""",
        $$$"""{"v":1,"kind":"continued","reason":"restored","origin":"a","vkey":"k","checkpoint":null,"size":0,"root":"{{{Hash.Empty}}}"}""",
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
    public void Every_kind_has_an_action_of_its_own()
    {
        var kinds = Good.Select(good => Manifest.Parse(Encoding.UTF8.GetBytes((string)good.Data))).DistinctBy(m => m.Kind).ToList();
        Assert.Equal(CairnActions.All.Select(a => a.Name).Order(), kinds.Select(m => m.Action).Order());
        Assert.Equal(CairnActions.All.Count, kinds.Count);
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

    [Fact]
    public void A_manifest_beyond_its_limit_is_neither_written_nor_read()
    {
        var tooLong = new ActionDeclaredManifest("member.removed", "admin", [new("", new('x', Manifest.MostBytes))], null);
        Assert.Throws<InvalidOperationException>(tooLong.Format);
        var json = Encoding.UTF8.GetBytes(
            $$$"""{"v":1,"kind":"action_declared","name":"member.removed","category":"admin","sentences":{"":"{{{new string('x', Manifest.MostBytes)}}}"},"metadata":null}""");
        Assert.False(Manifest.TryParse(json, out _, out _));
    }

    [Fact]
    public void However_many_digests_were_erased_the_parts_of_one_run_name_each_once()
    {
        var random = new Random(1);
        var digests = Enumerable.Range(0, 2_500).Select(_ => Base64Text.Encode(Bytes(random, 32))).ToList();
        var parts = ErasedManifest.Of(Run, [.. digests, .. digests]);
        Assert.Equal([(1, 3), (2, 3), (3, 3)], parts.Select(p => ((int)p.Run.Number, (int)p.Run.Count)));
        Assert.Equal(digests.Order(StringComparer.Ordinal), parts.SelectMany(p => ((ErasedManifest)Manifest.Parse(p.Format())).Digests));
    }

    [Fact]
    public void However_many_numbers_were_lost_each_manifest_can_be_written()
    {
        var ranges = Enumerable.Range(0, 2_500)
            .Select(i => new NumberRange(ManifestMembers.Largest - 10_000 + (2 * i), ManifestMembers.Largest - 10_000 + (2 * i))).ToList();
        var parts = DroppedManifest.Of("p1", ranges, 2_507, "spool_full");
        Assert.Equal(ranges, parts.SelectMany(p => ((DroppedManifest)Manifest.Parse(p.Format())).Ranges));
        Assert.Equal([1_007, 1_000, 500], parts.Select(p => p.Count));
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static IEnumerable<string> Sets(params IEnumerable<string> sets) =>
        sets.Select(set => $$$"""{"v":1,"kind":"expiry_planned",{{{Part}}},"policy":null,"not_before":null,"set":{{{set}}}}""");
}
