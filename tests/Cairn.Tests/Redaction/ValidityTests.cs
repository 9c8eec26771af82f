using System.Text;

namespace Cairn.Tests.Redaction;

/// <summary>A mask never makes a valid event invalid.</summary>
public sealed class ValidityTests
{
    private static AuditEvent Bare { get; } = new() { Action = "a.b" };

    [Fact]
    public void A_path_into_a_masked_value_names_the_mark()
    {
        var e = Redacted.Event(Bare.With("credentials", AuditValue.Trusted("""{"name":"Bo","key":"x","more":["y"]}""")).With("sponsor", "Bo") with
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
        var e = Redacted.Event(Bare.Change("password", AuditValue.Trusted("""{"old":"x"}"""), null) with { Personal = [new("/changes/0/before/old", new("user", "u1"))] });

        Assert.Equal("/changes/0/before", e.Personal[0].Path);
    }

    [Fact]
    public void Very_many_short_secrets_do_not_make_the_event_too_large()
    {
        var text = string.Concat(Enumerable.Repeat("pin=1 ", 160_000));
        var members = AuditValue.Trusted($"[{string.Join(',', Enumerable.Repeat("""{"pin":1}""", 90_000))}]");

        foreach (var e in new[] { Bare with { Reason = text }, Bare.With("a", members) with { Personal = [new("/metadata/a/7/pin", new("user", "u"))] }, Bare.ChangeWhole(members, null) })
        {
            Assert.Contains("[redacted:too_large]", Redacted.Json(Redacted.Event(e)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_breaks_a_rule_is_still_refused_and_nothing_is_thrown_before()
    {
        var deep = AuditValue.Trusted(string.Concat(Enumerable.Repeat("[{\"password\":", 5000)) + "1" + string.Concat(Enumerable.Repeat("}]", 5000)));
        foreach (var e in new[] { Bare.With("a", "\uD800 password=x"), Bare.With("b", deep), Bare with { Reason = "\0 pwd=x \uDC00" }, Bare.On("", ""), Bare.With("a", AuditValue.Trusted("\"{\\\"\\\\ud800\\\":1}\"")) })
        {
            Redacted.Event(e);
        }
    }

    [Fact]
    [Trait("Requirement", "CHATBOT-11")]
    public void Intake_redacts_before_it_refuses()
    {
        var intake = new EventIntake(ActionCatalog.Standard);

        Assert.Equal("password=[redacted:password]", intake.Take(Bare.Because("password=hunter2")).Reason);
        var refusal = Assert.Throws<AuditEventException>(() => intake.Take(Bare.With("x", AuditValue.Trusted($$"""{"_sd":{"{{Fake.Shapes["github"].Secret}}":1},"_sd":2}"""))));
        Assert.DoesNotContain(Fake.Shapes["github"].Secret, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_nesting_hides_nothing()
    {
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var secret = $"zq{random.Next():x}S";
            var e = Bare.With("a", Nested.Value(random, secret)).ChangeWhole(Nested.Value(random, secret), null) with { Reason = Nested.Text(random, secret, 0) };

            var json = Redacted.Json(Redacted.Event(e));

            Assert.False(json.Contains(secret, StringComparison.Ordinal), $"{secret} in {json} of {Encoding.UTF8.GetString(EventJson.Write(e))}");
        }
    }
}
