namespace Cairn.Tests.Redaction;

/// <summary>An application whose tickets have a body says so in one line.</summary>
[Trait("Requirement", "CHATBOT-11")]
public sealed class KeepTests
{
    private static readonly AuditAction Opened = new("ticket.opened", AuditCategories.Data, "{actor} opened {target}");
    private static readonly AuditAction Closed = new("ticket.closed", AuditCategories.Data, "{actor} closed {target}");

    private readonly CairnOptions options = new();

    [Fact]
    public void Message_content_prompt_completion_and_body_are_masked_unless_somebody_says_otherwise()
    {
        foreach (var name in new[] { "message", "content", "prompt", "completion", "body", "Body", "ticketBody" })
        {
            Assert.Equal(("[redacted:content]", "[redacted:content]"), Recorded(Opened, name));
        }
    }

    [Fact]
    public void One_line_keeps_it_in_every_event()
    {
        options.Redaction.Keep("body");
        Assert.Equal(("the printer is on fire", "the printer is on fire"), Recorded(Opened, "body"));
        Assert.Equal(("the printer is on fire", "the printer is on fire"), Recorded(Closed, "Body"));
        Assert.Equal(("[redacted:content]", "[redacted:content]"), Recorded(Opened, "message"));
    }

    [Fact]
    public void One_line_keeps_it_in_the_events_of_some_actions()
    {
        options.Redaction.Keep("body", Opened);
        Assert.Equal(("the printer is on fire", "the printer is on fire"), Recorded(Opened, "body"));
        Assert.Equal(("[redacted:content]", "[redacted:content]"), Recorded(Closed, "body"));
        Assert.Equal(("[redacted:content]", "[redacted:content]"), Recorded(Opened, "message"));
    }

    [Fact]
    public void It_holds_for_a_founding_name_and_what_looks_like_a_secret_stays_masked()
    {
        options.Redaction.Keep("message", StandardActions.SettingsChanged);
        var log = new FakeAuditLog(options);
        log.Record(
            new AuditEvent { Action = "settings_changed" }.With("message", "hello").With("other", new { message = "password=hunter2" }));
        Assert.Equal(["hello", """{"message":"password=[redacted:password]"}"""], log.Events[0].Metadata.Select(m => m.Value.ToString()));
    }

    [Fact]
    public void A_name_that_is_none_is_told_when_the_log_is_made()
    {
        options.Redaction.Keep("-", Opened);
        Assert.Contains(
            "'-' is no name", Assert.Throws<ArgumentException>(() => new FakeAuditLog(options)).Message, StringComparison.Ordinal);
    }

    private (string? Metadata, string? Change) Recorded(AuditAction action, string name)
    {
        var log = new FakeAuditLog(options);
        log.Record(action.Event().With(name, "the printer is on fire").Change(name, null, "the printer is on fire"));
        return (log.Events[0].Metadata[0].Value.ToString(), log.Events[0].Changes[0].After.ToString());
    }
}
