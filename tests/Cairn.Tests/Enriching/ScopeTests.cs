namespace Cairn.Tests;

/// <summary>What events take from the scopes around them.</summary>
public sealed class ScopeTests
{
    private static readonly AuditActor Ada = AuditActor.User("ada", "Ada Example") with { Email = "ada@example.com", Role = "owner" };
    private static readonly AuditActor Bo = AuditActor.User("bo");

    private readonly FakeAuditLog log = new();

    private AuditEvent Last => log.Events[^1];

    [Fact]
    public void Events_inside_say_what_the_scope_says_and_events_after_it_do_not()
    {
        using (log.Scope(Ada, tenant: "club-7", operation: "op-1", onBehalfOf: new("user", "kim"), source: "portal"))
        {
            log.Record(Event());
        }

        log.Record(Event());
        Assert.Equal(["club-7", "default"], log.Recorded.Select(r => r.Tenant));
        Assert.Equal(Ada with { OnBehalfOf = new("user", "kim") }, log.Events[0].Actor);
        Assert.Equal(new() { OperationId = "op-1", Source = "portal" }, log.Events[0].Context);
        Assert.Equal(AuditActor.Unknown, Last.Actor);
        Assert.Equal(AuditContext.None, Last.Context);
    }

    [Fact]
    public void What_an_event_says_itself_stays()
    {
        var said = Event().By(Bo).From(new() { RequestId = "mine", Ip = "192.0.2.1" }).With("route", "mine");
        using (log.Scope(
            new AuditAmbient { Actor = Ada, Tenant = "club-7", Context = new() { RequestId = "r-1", Ip = "192.0.2.9", SessionId = "s-1" } }
                .With("route", "/x")
                .With("method", "PUT")))
        {
            log.Record(said);
            log.ForTenant("club-8").Record(said);
            log.ForTenant("default").Record(said);
        }

        Assert.Equal(["club-7", "club-8", "default"], log.Recorded.Select(r => r.Tenant));
        Assert.Equal(Bo, Last.Actor);
        Assert.Equal(new() { RequestId = "mine", Ip = "192.0.2.1", SessionId = "s-1" }, Last.Context);
        Assert.Equal([new("route", "mine"), new("method", "PUT")], Last.Metadata);
    }

    [Fact]
    public void An_event_by_the_same_actor_takes_what_else_is_known_of_them()
    {
        using var scope = log.Scope(Ada);
        log.Record(Event().By(AuditActor.User("ada") with { Role = "guest" }));
        Assert.Equal(Ada with { Role = "guest" }, Last.Actor);
        log.Record(Event().By(new AuditActor("service", "ada"))); // Another one of that id.
        Assert.Equal(new("service", "ada"), Last.Actor);
    }

    [Fact]
    public void Scopes_nest_and_the_inner_one_wins()
    {
        using (log.Scope(Ada, tenant: "outer", operation: "op-1", onBehalfOf: new("user", "kim")))
        {
            using (log.Scope(tenant: "inner", source: "job"))
            {
                log.Record(Event());
                Assert.Equal(Ada with { OnBehalfOf = new("user", "kim") }, Last.Actor);
                Assert.Equal(new() { OperationId = "op-1", Source = "job" }, Last.Context);
                Assert.Equal("inner", log.Recorded[^1].Tenant);
            }

            using (log.Scope(Bo))
            {
                log.Record(Event());
                Assert.Equal(Bo, Last.Actor); // Not on behalf of whom Ada acts for.
            }

            log.Record(Event());
            Assert.Equal("kim", Last.Actor.OnBehalfOf?.Id);
            Assert.Equal("outer", log.Recorded[^1].Tenant);
        }
    }

    [Fact]
    public void Scopes_closed_in_the_wrong_order_leave_nothing_behind()
    {
        var outer = log.Scope(Ada);
        var inner = log.Scope(source: "job");
        outer.Dispose();
        log.Record(Event());
        Assert.Equal(AuditActor.Unknown, Last.Actor);
        Assert.Equal("job", Last.Context.Source);
        inner.Dispose();
        inner.Dispose();
        log.Record(Event());
        Assert.Equal(AuditContext.None, Last.Context);
    }

    [Fact]
    public void What_a_scope_says_is_read_when_an_event_is_recorded()
    {
        AuditActor? signedIn = null;
        using var scope = log.Scope(() => new() { Actor = signedIn });
        log.Record(Event());
        Assert.Equal(AuditActor.Unknown, Last.Actor);
        signedIn = Ada;
        log.Record(Event());
        Assert.Equal(Ada, Last.Actor);
    }

    [Fact]
    public void A_secret_in_a_scope_is_masked_as_one_in_an_event()
    {
        using var scope = log.Scope(
            new AuditAmbient { Context = new() { UserAgent = "agent password=hunter2" } }.With("password", "hunter2"));
        log.Record(Event());
        Assert.Equal("\"[redacted:password]\"", Last.Metadata[0].Value.Json);
        Assert.Equal("agent password=[redacted:password]", Last.Context.UserAgent);
    }

    [Fact]
    public void Two_hosts_do_not_see_each_others_scopes()
    {
        var other = new FakeAuditLog();
        using var scope = log.Scope(Ada);
        other.Record(Event());
        Assert.Equal(AuditActor.Unknown, other.Single("door.opened").Actor);
    }

    [Fact]
    public void A_tenant_that_is_none_is_refused_at_once_or_goes_to_the_default_log_when_it_is_read_late()
    {
        Assert.Throws<ArgumentException>(() => log.Scope(tenant: "no tenant"));
        using var scope = log.Scope(() => new() { Tenant = "no tenant", Actor = Ada });
        log.Record(Event());
        Assert.Equal("default", log.Recorded[^1].Tenant);
        Assert.Equal(Ada, Last.Actor);
    }

    private static AuditEvent Event() => new() { Action = "door.opened" };
}
