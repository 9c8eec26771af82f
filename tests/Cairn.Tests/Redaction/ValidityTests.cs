using System.Text;
using Cairn.Intake;
using Cairn.Tests.Shaping;

namespace Cairn.Tests.Redaction;

/// <summary>Masking is a step of shaping: what comes before it hides nothing, and what comes after it keeps nothing.</summary>
public sealed class ValidityTests
{
    private static AuditEvent Bare { get; } = new() { Action = "a.b" };

    [Fact]
    public void A_path_into_a_masked_value_names_the_mark()
    {
        var e = Shape.Masked(
            Bare.With("credentials", AuditValue.Trusted("""{"name":"Bo","key":"x","more":["y"]}""")).With("sponsor", "Bo") with
            {
                Personal =
                [
                    new("/metadata/credentials/name", new("user", "u1")),
                    new("/metadata/credentials/more/0", new("user", "u2")),
                    new("/metadata/sponsor", new("user", "u3")),
                ],
            });

        Assert.Equal([new("/metadata/credentials", new("user", "u1")), new("/metadata/sponsor", new("user", "u3"))], e.Personal);
    }

    [Fact]
    public void A_path_into_a_masked_change_names_the_mark()
    {
        var e = Shape.Masked(Bare.Change(
            "password", AuditValue.Trusted("""{"old":"x"}"""), null) with { Personal = [new("/changes/0/before/old", new("user", "u1"))] });

        Assert.Equal("/changes/0/before", e.Personal[0].Path);
    }

    [Fact]
    public void An_event_that_marks_make_too_large_is_cut()
    {
        var text = string.Concat(Enumerable.Repeat("pin=1 ", 160_000));
        var members = AuditValue.Trusted($"[{string.Join(',', Enumerable.Repeat("""{"pin":1}""", 90_000))}]");

        foreach (var e in new[]
        {
            Bare with { Reason = text },
            Bare.With("a", members) with { Personal = [new("/metadata/a/7/pin", new("user", "u"))] },
            Bare.ChangeWhole(members, null)
        })
        {
            Assert.NotEmpty(Shape.Masked(e).Shaped);
        }
    }

    [Fact]
    public void What_is_malformed_or_deep_is_masked_all_the_same()
    {
        var deep = AuditValue.Trusted(string.Concat(Enumerable.Repeat("[{\"a\":", 5_000))
            + "{\"password\":\"hunter2\"}"
            + string.Concat(Enumerable.Repeat("}]", 5_000)));
        foreach (var e in new[]
        {
            Bare.With("a", "\uD800 password=hunter2"),
            Bare.With("b", deep),
            Bare with { Reason = "\0 pwd=hunter2 \uDC00" },
            Bare.With("a", AuditValue.Trusted("\"{\\\"\\\\ud800\\\":\\\"password=hunter2\\\"}\""))
        })
        {
            Assert.DoesNotContain("hunter2", Shape.Json(Shape.Masked(e)), StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("Requirement", "CHATBOT-11")]
    public void A_refusal_quotes_no_secret()
    {
        var secret = Fake.Shapes["github"].Secret;
        foreach (var json in new[]
        {
            $$"""{"{{secret}}":1}""",
            $$"""{"actor":{"{{secret}}":1},"action":"{{secret}}"}""",
            $$"""{"id":"{{secret}}","occurred_at":"{{secret}}","duration":"{{secret}}"}""",
            $$"""{"action":{{secret}}}"""
        })
        {
            var refusal = Assert.Throws<AuditEventException>(() => EventJson.Parse(Encoding.UTF8.GetBytes(json)));
            Assert.DoesNotContain(secret[8..], refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Random_nesting_hides_nothing()
    {
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var secret = $"zq{random.Next():x}S";
            var e = Bare.With("a", Nested.Value(random, secret))
                .ChangeWhole(Nested.Value(random, secret), null) with { Reason = Nested.Text(random, secret, 0) };

            var json = Redacted.Json(Redacted.Event(e));

            Assert.False(
                json.Contains(secret, StringComparison.Ordinal), $"{secret} in {json} of {Encoding.UTF8.GetString(EventJson.Write(e))}");
        }
    }
}
