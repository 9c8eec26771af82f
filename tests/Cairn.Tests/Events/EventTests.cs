namespace Cairn.Tests;

/// <summary>How an event is put together in C#.</summary>
public sealed class EventTests
{
    private static readonly AuditAction Opened = new("ticket.opened", AuditCategories.Data, "{actor} opened {target}");
    private static readonly Guid Id = Guid.Parse("0199F3C8-7A10-7C44-9D3B-5A2F3F9F6C01");

    private readonly FakeAuditLog log = new();

    [Fact]
    public void Ids_are_numbers_and_UUIDs_as_well()
    {
        var number = 7;
        var e = Opened.On("ticket", number).On("order", 8L).On("file", Id).On("page", "p-1");
        Assert.Equal(["7", "8", "0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c01", "p-1"], e.Targets.Select(t => t.Id));
        Assert.Equal(["7", "0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c01"], [AuditActor.User(number).Id!, AuditActor.User(Id).Id!]);
        Assert.Equal(AuditTarget.Of("file", Id), Opened.On("file", Id).Targets[0]);
    }

    [Fact]
    public void It_says_when_it_happened_and_about_whom_it_is()
    {
        var time = new DateTimeOffset(2026, 11, 28, 9, 30, 0, TimeSpan.Zero);
        log.Record(Opened.Event().At(time).With("sponsor", "Kim Example").PersonalTo("/metadata/sponsor", new("user", "kim")));
        Assert.Equal(time, log.Events[0].OccurredAt);
        Assert.Equal([new("/metadata/sponsor", new("user", "kim"))], log.Events[0].Personal);
    }

    [Fact]
    public void An_exception_is_its_types_name_and_its_masked_message()
    {
        log.Record(Opened.Event().Failed(new AggregateException(new InvalidOperationException("no: password=hunter2"))));
        Assert.Equal(new(AuditResult.Failure, "InvalidOperationException", "no: password=[redacted:password]"), log.Events[0].Outcome);
        Assert.Equal(new(AuditResult.Failure, nameof(Mute)), AuditOutcome.Failure(new Mute()));
    }

    [Fact]
    public void Words_come_before_the_code_in_an_event_as_in_an_operation()
    {
        log.Record(Opened.Event().Denied("viewers may not", "403"));
        log.Begin(Opened).Deny("viewers may not", "403");
        log.Record(Opened.Event().Failed("the disk is full", "28"));
        log.Begin(Opened).Fail("the disk is full", "28");
        Assert.Equal(log.Events[0].Outcome, log.Events[1].Outcome);
        Assert.Equal(log.Events[2].Outcome, log.Events[3].Outcome);
    }

    [Fact]
    [Trait("Requirement", "WORKSPACE-9")]
    public async Task The_founding_systems_names_work_in_code_as_they_do_in_JSON()
    {
        foreach (var (name, action) in FoundingNames.All)
        {
            log.Clear();
            log.Record(new AuditEvent { Action = name });
            await log.RecordAsync(new AuditEvent { Action = name }, TestContext.Current.CancellationToken);
            log.Begin(new AuditEvent { Action = name }).Succeed();
            Assert.Equal(3, log.All(name).Count);
            Assert.All(
                log.All(name), e => Assert.Equal((action.Name, action.Category, AuditActor.System), (e.Action, e.Category, e.Actor)));
        }
    }

    [Fact]
    [Trait("Requirement", "WORKSPACE-9")]
    public void A_whole_previous_and_new_value_are_one_change_at_the_root()
    {
        log.Record(new AuditEvent { Action = "settings_changed" }.ChangeWhole(new { Theme = "light" }, new { Theme = "dark" }));
        Assert.Equal(
            [new("", AuditValue.Of(new { Theme = "light" }), AuditValue.Of(new { Theme = "dark" }))],
            log.Single("settings_changed").Changes);
    }

    private sealed class Mute : Exception
    {
        public override string Message => throw new InvalidOperationException();
    }
}
