using Cairn.Events;
using Cairn.Intake;
using Cairn.Primitives;
using static Cairn.Tests.Shaping.Shape;

namespace Cairn.Tests.Shaping;

public sealed class StepTests
{
    [Fact]
    public void What_needs_no_shaping_is_the_very_same_event_without_marks()
    {
        var e = Bare.By(AuditActor.User("CORP\\jörg", "Jörg 🙂"))
            .On("AWS::S3::Bucket", "arn:aws:s3:::a b")
            .Change("role", "a", AuditValue.Trusted("[{\"a\":[1]},{\"a\":2}]"))
            .With("n", "x\0")
            .Took(TimeSpan.FromSeconds(2));
        Assert.Same(e, new EventIntake(ActionCatalog.Standard).Take(e, new ProblemList()));
        Assert.Equal("{}", Marks(Of(e)));
    }

    [Fact]
    public void Half_a_pair_becomes_text_that_says_which_and_is_counted()
    {
        var e = Of(Bare.By(new("us\uD800er", "\uDC00\uD83D\uDE00\uD83D"))
            .With("n\uDFFF", AuditValue.From(System.Text.Json.JsonDocument.Parse("[\"\\ud800\",1]").RootElement)));
        Assert.Equal(("us\uFFFDD800er", "\uFFFDDC00😀\uFFFDD83D"), (e.Actor.Type, e.Actor.Id));
        Assert.Equal(
            """{"/actor/id":{"malformed":2},"/actor/type":{"malformed":1},"/metadata/n�DFFF":{"malformed":1},"/metadata/n�DFFF/0":{"malformed":1}}""",
            Marks(e));
    }

    [Fact]
    public void Members_that_come_twice_are_all_kept_under_names_that_are_free()
    {
        var e = OfJson("""{"action":"record.viewed","metadata":{"a":1,"a":2,"a#2":3,"_sd":4,"o":{"...":1,"x":1,"x":{"x":2,"x":3}}}}""");
        Assert.Equal(
            """{"a":1,"a#3":2,"a#2":3,"_sd#1":4,"o":{"...#1":1,"x":1,"x#2":{"x":2,"x#2":3}}}""",
            Json(e).Split("\"metadata\":")[1].Split(",\"shaped\"")[0]);
        Assert.Equal(
            """{"/metadata/_sd#1":{"renamed":true},"/metadata/a#3":{"renamed":true},"/metadata/o/...#1":{"renamed":true},"/metadata/o/x#2":{"renamed":true},"/metadata/o/x#2/x#2":{"renamed":true}}""",
            Marks(e));
    }

    [Fact]
    public void What_lies_too_deep_is_its_text()
    {
        var e = OfJson("""{"action":"record.viewed","metadata":{"a":""" + Repeat("[", 31) + " 1.0" + Repeat("]", 31) + "}}");
        Assert.Equal(Repeat("[", 30) + "\"[ 1.0]\"" + Repeat("]", 30), e.Metadata[0].Value.Json);
        Assert.Equal($$$"""{"/metadata/a{{{Repeat("/0", 30)}}}":{"json":true}}""", Marks(e));
    }

    [Fact]
    public void Half_a_million_levels_do_not_overflow_the_stack()
    {
        var deep = Repeat("[", 500_000) + Repeat("]", 500_000);
        Assert.Equal(
            """{"json":true,"length":999940,"sha256":""",
            Marks(OfJson("{\"action\":\"record.viewed\",\"metadata\":{\"a\":" + deep + "}}")).Split("\":", 2)[1][..38]);
        Assert.NotEqual("{}", Marks(OfJson("{\"action\":\"record.viewed\",\"changes\":[{\"path\":\"\",\"after\":" + deep + "}]}")));
    }

    [Fact]
    public void A_path_that_is_no_pointer_is_a_members_name()
    {
        var e = Of(Bare with { Changes = [new("Address/City~", 1, 2), new("/role", 1, 2)] });
        Assert.Equal(["/Address~1City~0", "/role"], e.Changes.Select(c => c.Path));
        Assert.Equal("""{"/changes/0/path":{"pointer":true}}""", Marks(e));
    }

    [Fact]
    public void A_text_is_cut_between_characters_and_its_mark_is_of_the_whole()
    {
        var text = "x" + Repeat("😀", 65_536);
        var e = Of(Bare.Because(text));
        Assert.Equal(text[..^2], e.Reason);
        Assert.Equal($$$"""{"/reason":{"length":262145,"sha256":"{{{Sha256(text)}}}"}}""", Marks(e));
    }

    [Fact]
    public void Ids_words_types_and_names_have_limits_of_their_own()
    {
        var e = Of((Bare with { Category = Repeat("😀", 1_025) })
            .By(new(Repeat("é", 97), Repeat("😀", 1_025)) { Role = Repeat("r", 1_024) })
            .With(Repeat("n", 1_025), 1));
        // They are there.
        Assert.Equal((2_048, 96, 2_048, 1_024), (e.Category!.Length, e.Actor.Type.Length, e.Actor.Id!.Length, e.Actor.Role!.Length));
        Assert.Matches("^n{1000}#[A-Za-z0-9_-]{22}$", e.Metadata[0].Key);
        Assert.Equal(4, e.Shaped.Count);
    }

    [Fact]
    public void Long_lists_are_kept_and_counted()
    {
        var e = Of(Bare with
        {
            Targets = [.. Enumerable.Range(0, 33).Select(i => new AuditTarget("file", $"{i}"))],
            Changes = [.. Enumerable.Range(0, 1_025).Select(i => new AuditChange($"/{i}", i, null))]
        });
        Assert.Equal((33, 1_025), (e.Targets.Count, e.Changes.Count));
        Assert.Equal("""{"/changes":{"count":1025},"/targets":{"count":33}}""", Marks(e));
    }

    [Fact]
    public void Of_a_large_event_the_largest_values_go_first_and_its_facts_stay()
    {
        var e = Of(Bare.By(AuditActor.User("u1", "Jörg"))
            .With("small", "s")
            .With("large", AuditValue.Trusted($"[{Repeat("\"x\",", 300_000)}1]"))
            .With("middle", Repeat("m", 200_000)));
        Assert.Equal(("u1", "Jörg"), (e.Actor.Id, e.Actor.Name));
        Assert.Equal([1, 1_024, 200_000], e.Metadata.Select(m => m.Value.ToString().Length));
        Assert.Equal(["/metadata/large"], e.Shaped.Select(m => m.Path));
    }

    [Fact]
    public void When_no_value_is_large_elements_are_left_out_from_the_end()
    {
        var e = Of(Bare with { Metadata = [.. Enumerable.Range(0, 200_000).Select(i => KeyValuePair.Create($"m{i}", (AuditValue)i))] });
        Assert.Equal(("m0", new ShapeMark("/metadata") { Count = 200_000 }), (e.Metadata[0].Key, Assert.Single(e.Shaped)));
        Assert.InRange(EventJson.Write(e).Length, EventLimits.Bytes - 32, EventLimits.Bytes);
    }

    [Fact]
    public void Parts_of_personal_that_say_nothing_are_left_out_and_counted()
    {
        var someone = new AuditSubject("user", "u9");
        var e = Of(Bare.With("a", "text").With("b", AuditValue.Trusted("{\"c\":[1,2]}")) with
        {
            Personal =
            [
                new("/metadata/a/x/y", someone),
                new("/metadata/none", someone),
                new("/metadata/b/c/1", someone),
                new("/metadata/b/c/1", new("user", "u8")),
                new("/metadata/b", new("user")), new("/metadata/b/c/01", someone), new(null!, someone), null!, new("/reason", null!),
            ],
        });
        Assert.Equal(["/metadata/a", "/metadata/b/c/1"], e.Personal.Select(p => p.Path));
        Assert.Equal("""{"/personal":{"ignored":6}}""", Marks(e));
    }

    [Fact]
    public void What_is_null_or_empty_counts_as_absent_and_leaves_no_mark()
    {
        var e = Of(new()
        {
            Action = "record.viewed",
            Id = Guid.Empty,
            Category = "",
            Duration = TimeSpan.FromTicks(-1),
            Actor = new(null!, "") { Role = "" },
            Outcome = null!,
            Context = null!,
            Targets = [null!, new(null!, "")],
            Changes = [null!, new(null!, null, null)],
            Metadata = null!, Personal = null!,
        });
        Assert.Equal("""{"action":"record.viewed","targets":[{"type":"unknown"}],"changes":[{"path":""}]}""", Json(e));
    }

    [Fact]
    public void Marks_follow_what_masking_renames_and_leave_what_it_masks_whole()
    {
        const string Secret = "ghp_0123456789abcdefghij0123456789abcdef";
        var e = Masked(Bare.With(Secret, AuditValue.Trusted("{\"a\":1,\"a\":2}"))
            .With("password", AuditValue.Trusted("{\"a\":1,\"a\":2}"))
            .With("o", AuditValue.Trusted($"{{\"{Secret}\":\"\uD800\"}}")));
        Assert.Equal(
            """{"/metadata/[redacted:github_token]/a#2":{"renamed":true},"/metadata/o/[redacted:github_token]":{"malformed":1}}""",
            Marks(e));
    }

    [Fact]
    public void A_secret_is_masked_before_it_is_cut_or_digested()
    {
        var text = Repeat("x", 262_140) + " password=hunter2";
        var masked = text.Replace("hunter2", "[redacted:password]", StringComparison.Ordinal);
        Assert.Equal(
            $$$"""{"/reason":{"length":{{{masked.Length}}},"sha256":"{{{Sha256(masked)}}}"}}""", Marks(Masked(Bare.Because(text))));
    }

    private static string Sha256(string text) =>
        Base64Text.Encode(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
