using System.Text.Json;

namespace Cairn.Tests.Redaction;

/// <summary>Every shape through every field it can hide in.</summary>
public sealed class FieldTests
{
    private static readonly AuditEvent Bare = new() { Action = "a.b" };

    // Fields of free text, and those whose alphabet has no space.
    private static readonly Dictionary<string, Func<string, AuditEvent>> Texts = new()
    {
        ["description"] = s => Bare with { Description = s },
        ["reason"] = s => Bare with { Reason = $"because of {s}, sorry" },
        ["outcome.error"] = s => Bare.Failed($"at line 1\n{s}\n", "500"),
        ["metadata"] = s => Bare.With("note", s),
        ["metadata, nested"] = s => Bare.With("note", AuditValue.Trusted($$"""[{"a":[{},{"b":{{((AuditValue)s).Json}}}]}]""")),
        ["metadata, escaped"] = s => Bare.With(
            "note",
            AuditValue.From(JsonDocument.Parse(string.Concat("\"", string.Concat(s.Select(c => $"\\u{(int)c:x4}")), "\"")).RootElement)),
        ["metadata, JSON in a string"] = s => Bare.With(
            "note", JsonSerializer.Serialize(new { a = new[] { JsonSerializer.Serialize(new { s }) } })),
        ["metadata, in a text"] = s => Bare.With("note", $"x \"{s}\" y"),
        ["changes.before"] = s => Bare.Change("x", s, null),
        ["changes.after"] = s => Bare.ChangeWhole(AuditValue.Trusted("{}"), AuditValue.Trusted($$"""{"x":{{((AuditValue)s).Json}}}""")),
    };

    private static readonly Dictionary<string, Func<string, AuditEvent>> Lines = new()
    {
        ["actor.id"] = s => Bare.By(new AuditActor("user", s)),
        ["actor.name"] = s => Bare.By(AuditActor.User("u", s)),
        ["actor.email"] = s => Bare.By(AuditActor.User("u") with { Email = s }),
        ["actor.on_behalf_of"] = s => Bare.By(AuditActor.User("u") with { OnBehalfOf = new("user", s) }),
        ["targets.id"] = s => Bare.On("x", s),
        ["targets.id, in a path"] = s => Bare.On("x", $"/a?x={s}&y=1"),
        ["targets.name"] = s => Bare.On("x", "1", s),
        ["context.user_agent"] = s => Bare.From(new() { UserAgent = $"agent/1 ({s})" }),
        ["context.session_id"] = s => Bare.From(new() { SessionId = s }),
        ["personal.subject"] = s => Bare.With("a", "b") with { Personal = [new("/metadata/a", new("user", s))] },
        ["metadata, as a name"] = s => Bare.With(s, "b").With("x", 1),
        ["metadata, as an inner name"] = s => Bare.With("a", AuditValue.Trusted($$"""{"{{s}}":{"{{s}}":1} }""".Replace(
            " }", "}", StringComparison.Ordinal))) with { Personal = [new($"/metadata/a/{s}", new("user", "u"))] },
        ["changes.path"] = s => Bare.Change($"/x/{s}/y", 1, 2) with { Personal = [new("/changes/0/after", new("user", "u"))] },
    };

    private static readonly Dictionary<string, Func<string, AuditEvent>> Tokens = new()
    {
        ["actor.role"] = s => Bare.By(AuditActor.User("u") with { Role = s }),
        ["outcome.code"] = s => Bare.Failed(code: s),
        ["context.source"] = s => Bare.From(new() { Source = s }),
        ["context.request_id"] = s => Bare.From(new() { RequestId = s }),
        ["context.operation_id"] = s => Bare.From(new() { OperationId = s }),
    };

    public static TheoryData<string, string> All()
    {
        var all = new TheoryData<string, string>();
        all.AddRange(from field in Texts.Keys from shape in Fake.Shapes.Keys.Concat(Fake.TextShapes.Keys) select (field, shape));
        all.AddRange(
            from field in Lines.Keys from shape in Fake.Shapes.Keys where Fake.Shapes[shape].Secret.Length < 115 select (field, shape));
        all.AddRange(
            from field in Tokens.Keys from shape in Fake.Shapes.Keys where Fake.Shapes[shape].Secret.Length <= 64 select (field, shape));
        return all;
    }

    [Theory]
    [Trait("Requirement", "CHATBOT-11")]
    [MemberData(nameof(All))]
    public void A_secret_is_masked_by_its_rule_wherever_it_hides(string field, string shape)
    {
        var (rule, secret) = Fake.Shapes.TryGetValue(shape, out var found) ? found : Fake.TextShapes[shape];
        var e = (Texts.GetValueOrDefault(field) ?? Lines.GetValueOrDefault(field) ?? Tokens[field])(secret);

        var json = Redacted.Json(Redacted.Event(e));

        Assert.DoesNotContain(secret, json, StringComparison.Ordinal);
        Assert.DoesNotContain(secret[^12..], json, StringComparison.Ordinal);
        Assert.Contains($"[redacted:{rule}]", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_may_be_a_card() => Assert.Equal(
        "[1,\"[redacted:card_number]\",4111111111111112]",
        Redacted.Member("x", AuditValue.Trusted("[1,4111111111111111,4111111111111112]")));

    [Fact]
    public void Pairs_are_found_in_ids_but_a_colon_there_is_only_a_colon()
    {
        Assert.Equal("/login?token=[redacted:token]", Redacted.Event(Bare.On("page", "/login?token=hunter2")).Targets[0].Id);
        Assert.Equal("token:4711", Redacted.Event(Bare.On("x", "token:4711")).Targets[0].Id);
        Assert.Equal("https://u:[redacted:url_password]@h/", Redacted.Event(Bare.On("x", "https://u:hunter2@h/")).Targets[0].Id);
    }

    [Fact]
    public void Two_secrets_as_names_stay_two_members()
    {
        var a = Fake.Shapes["github"].Secret;
        var b = Fake.Shapes["github_oauth"].Secret;

        var e = Redacted.Event(
            Bare.With(a, 1).With(b, 2).With("[redacted:github_token]#1", 3).With("o", AuditValue.Trusted($$"""{"{{a}}":1,"{{b}}":2}""")));

        Assert.Equal(4, e.Metadata.Count);
    }

    [Fact]
    public void A_type_becomes_a_word() =>
        Assert.Equal("redacted", Redacted.Event(Bare.On(Fake.Shapes["github"].Secret, "1")).Targets[0].Type);
}
