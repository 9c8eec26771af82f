using Cairn.Redaction;

namespace Cairn.Tests.Redaction;

public sealed class OptionsTests
{
    private static AuditEvent Bare { get; } = new() { Action = "a.b" };

    [Theory]
    [InlineData("iban")]
    [InlineData("customer_iban")]
    [InlineData("CustomerIBAN")]
    public void An_added_name_is_masked(string name) =>
        Assert.Equal("\"[redacted:added_name]\"", Redacted.Event(Bare.With(name, "x"), o => o.Names.Add("IBAN")).Metadata[0].Value.Json);

    [Fact]
    public void An_added_name_begins_with_a_word() =>
        Assert.Equal("\"x\"", Redacted.Event(Bare.With("caliban", "x"), o => o.Names.Add("iban")).Metadata[0].Value.Json);

    [Fact]
    public void An_exempt_name_is_not_masked_for_its_name_but_for_its_value()
    {
        var e = Redacted.Event(
            Bare.With("Completion", "done").With("user_completion", "x").With("completion", Fake.Shapes["github"].Secret),
            o => o.ExemptNames.Add("completion"));

        Assert.Equal(["done", "[redacted:content]", "[redacted:github_token]"], e.Metadata.Select(m => m.Value.ToString()));
    }

    [Fact]
    public void An_exempt_path_is_that_place_alone()
    {
        var e = Redacted.Event(
            Bare.With("content", "kept")
                .With("a", AuditValue.Trusted("""[{"body":"kept"},{"body":"x"}]"""))
                .Change("body", "kept", "kept")
                .Change("/x/body", "x", "x"),
            o =>
            {
                o.ExemptPaths.Add("/metadata/content");
                o.ExemptPaths.Add("/metadata/a/0/body");
                o.ExemptPaths.Add("/changes/body");
            });

        Assert.Equal("\"kept\"", e.Metadata[0].Value.Json);
        Assert.Equal("""[{"body":"kept"},{"body":"[redacted:content]"}]""", e.Metadata[1].Value.Json);
        Assert.Equal("\"kept\"", e.Changes[0].After?.Json);
        Assert.Equal("\"[redacted:content]\"", e.Changes[1].After?.Json);
    }

    [Fact]
    public void A_rule_of_the_application_sees_every_text()
    {
        var e = Redacted.Event(
            Bare.Because("Project Falcon and password=x").With("a", AuditValue.Trusted("""["Falcon"]""")).On("x", "Falcon"),
            o => o.Rules.Add(text => text.Replace("Falcon", "[project]", StringComparison.Ordinal)));

        Assert.Equal("Project [project] and password=[redacted:password]", e.Reason);
        Assert.Equal("""["[project]"]""", e.Metadata[0].Value.Json);
        Assert.Equal("[project]", e.Targets[0].Id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("half\\")]
    public void A_rule_that_answers_badly_masks_the_whole_text(string? answer) =>
        // An attribute cannot hold half a pair.
        Assert.Equal(
            "[redacted:application_rule]",
            Redacted.Event(Bare.Because("x"), o => o.Rules.Add(text => text == "x" ? answer?.Replace('\\', '\uD800') : text)).Reason);

    [Fact]
    public void A_rule_that_throws_masks_the_whole_text() => Assert.Equal(
        "[redacted:application_rule]",
        Redacted.Event(Bare.Because("x"), o => o.Rules.Add(text => text == "x" ? throw new FormatException() : text)).Reason);

    [Fact]
    public void Turned_off_everything_is_kept() => Assert.Null(Redactor.Of(new() { Enabled = false }));

    [Fact]
    public void Half_made_options_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Validate(o => o.Names.Add("-")));
        Assert.Throws<ArgumentException>(() => Validate(o => o.ExemptNames.Add("")));
        Assert.Throws<ArgumentException>(() => Validate(o => o.ExemptPaths.Add("content")));
        Assert.Throws<ArgumentException>(() => Validate(o => o.ExemptPaths.Add("/reason")));
        Assert.Throws<ArgumentException>(() => Validate(o => o.Rules.Add(null!))); // What this test is about.
    }

    private static void Validate(Action<RedactionOptions> configure)
    {
        var options = new CairnOptions();
        configure(options.Redaction);
        options.Validate();
    }
}
