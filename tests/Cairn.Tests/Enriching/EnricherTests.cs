namespace Cairn.Tests;

/// <summary>What enrichers add, and what they cannot do.</summary>
public sealed class EnricherTests
{
    private readonly CairnOptions options = new();
    private readonly Cairn.Contracts.ListLogger logger = new();

    [Fact]
    public void Enrichers_fill_in_what_neither_the_event_nor_a_scope_says_and_the_first_wins()
    {
        options.Enrichers.Add(
            new Enricher((_, _) => new() { Context = new() { Source = "one", RequestId = "one", TraceId = "one" }, Tenant = "one" }));
        options.Enrichers.Add(new Enricher((_, _) => new() { Context = new() { SessionId = "two", TraceId = "two" }, Tenant = "two" }));
        var log = new FakeAuditLog(options);
        using var scope = log.Scope(source: "scope");
        log.Record(Event().From(new() { RequestId = "event" }));
        Assert.Equal(new() { RequestId = "event", Source = "scope", TraceId = "one", SessionId = "two" }, log.Events[0].Context);
        Assert.Equal("one", log.Recorded[0].Tenant);
    }

    [Fact]
    public void An_enricher_sees_the_event_and_whose_log_it_goes_to()
    {
        var seen = new List<(string?, string?)>();
        options.Enrichers.Add(new Enricher((e, tenant) =>
        {
            seen.Add((tenant, e.Actor.Id));
            return null;
        }));
        var log = new FakeAuditLog(options);
        log.Record(Event());
        log.ForTenant("club-7").Record(Event());
        using (log.Scope(AuditActor.User("ada"), tenant: "club-8"))
        {
            log.Record(Event());
        }

        Assert.Equal([(null, null), ("club-7", null), ("club-8", "ada")], seen);
    }

    [Fact]
    public void One_that_throws_is_told_without_its_words_and_counted_and_the_event_goes_on()
    {
        options.Logger = logger;
        options.Enrichers.Add(new Enricher((_, _) => throw new InvalidOperationException("the secret is hunter2")));
        options.Enrichers.Add(new Enricher((_, _) => new() { Context = new() { Source = "two" } }));
        var log = new FakeAuditLog(options);
        using var scope = log.Scope(() => throw new InvalidOperationException("the secret is hunter2"));
        log.Record(Event());
        Assert.Equal("two", log.Events[0].Context.Source);
        Assert.Equal(2, options.Intake.Enrichment.Failures.Count);
        Assert.Collection(
            logger.Lines,
            line => Assert.Contains("An audit scope failed", line, StringComparison.Ordinal),
            line => Assert.Contains("The audit enricher Enricher failed", line, StringComparison.Ordinal));
        Assert.DoesNotContain(logger.Lines, line => line.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void One_that_records_an_event_itself_does_not_enrich_that_one()
    {
        FakeAuditLog? log = null;
        options.Enrichers.Add(new Enricher((_, _) =>
        {
            log!.Record(new AuditEvent { Action = "enricher.asked" }); // Made below, before anything is recorded.
            return new() { Context = new() { Source = "enricher" } };
        }));
        log = new FakeAuditLog(options);
        log.Record(Event());
        Assert.Null(log.Single("enricher.asked").Context.Source);
        Assert.Equal("enricher", log.Single("door.opened").Context.Source);
    }

    [Fact]
    public void Nobody_named_stays_the_system_itself_under_a_founding_name_unless_somebody_is_around()
    {
        var log = new FakeAuditLog(options);
        log.Record(new AuditEvent { Action = "CONFIG_CHANGE" });
        using var scope = log.Scope(AuditActor.User("ada"));
        log.Record(new AuditEvent { Action = "CONFIG_CHANGE" });
        Assert.Equal([AuditActor.System, AuditActor.User("ada")], log.All("config.changed").Select(e => e.Actor));
    }

    [Fact]
    public void A_null_among_the_enrichers_is_told_when_the_log_is_made()
    {
        options.Enrichers.Add(null!);
        Assert.Contains(
            "IAuditEnricher", Assert.Throws<ArgumentException>(() => new FakeAuditLog(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_scope_and_an_enricher_an_event_stays_the_very_same()
    {
        var e = Event();
        Assert.Same(e, options.Intake.Enrich(null, e).Event);
    }

    private static AuditEvent Event() => new() { Action = "door.opened" };
}

internal sealed class Enricher(Func<AuditEvent, string?, AuditAmbient?> enrich) : IAuditEnricher
{
    public AuditAmbient? Enrich(AuditEvent auditEvent, string? tenant) => enrich(auditEvent, tenant);
}
