using Cairn.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cairn.Tests.Testing;

public sealed class FakeAuditLogTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly FakeAuditLog log = new();

    [Fact]
    public void The_one_event_of_an_action_is_given()
    {
        log.Record(Some.Event(action: "member.added"));
        log.Record(Some.Event(action: "member.removed", id: 2).Because("left the club"));
        Assert.Equal("left the club", log.Single("member.removed").Reason);
    }

    [Fact]
    public void What_is_not_there_is_answered_with_what_is()
    {
        log.Record(Some.Event(action: "member.added"));
        Assert.Contains(
            "There are: member.added.",
            Assert.Throws<InvalidOperationException>(() => log.Single("member.removed")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Two_of_an_action_are_not_one()
    {
        log.Record(Some.Event(action: "member.removed"));
        log.Record(Some.Event(action: "member.removed", id: 2));
        Assert.Contains(
            "member.removed, member.removed",
            Assert.Throws<InvalidOperationException>(() => log.Single("member.removed")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_real_log_would_drop_is_told()
    {
        log.Record(new AuditEvent { Action = "Not an action" });
        Assert.Single(log.Refused);
        Assert.Contains(
            "Refused: ", Assert.Throws<InvalidOperationException>(() => log.Single("member.removed")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_real_log_would_refuse_is_refused() =>
        await Assert.ThrowsAsync<AuditEventException>(() => log.RecordAsync(new AuditEvent { Action = "Not an action" }, Cancel));

    [Fact]
    public void Secrets_are_masked_as_in_the_real_log()
    {
        log.Record(Some.Event(action: "member.added").With("password", "hunter2"));
        Assert.DoesNotContain("hunter2", log.Single("member.added").Metadata[^1].Value.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Tenants_are_apart()
    {
        IAuditLog audit = log;
        audit.ForTenant("club-7").Record(Some.Event(action: "member.added"));
        audit.Record(Some.Event(action: "member.removed", id: 2));
        Assert.NotNull(log.ForTenant("club-7").Single("member.added").Id);
        Assert.Empty(log.ForTenant("club-8").Events);
        Assert.Equal(["member.removed"], log.ForTenant("default").Events.Select(e => e.Action));
        Assert.Equal([("club-7", "member.added"), ("default", "member.removed")], log.Recorded.Select(r => (r.Tenant, r.Event.Action)));
        log.Clear();
        Assert.Empty(log.ForTenant("club-7").Events);
    }

    [Fact]
    public void An_operation_is_one_event_when_it_ends_and_unfinished_until_then()
    {
        var stopping = log.Begin(Some.Event(action: "container.stopped"));
        Assert.Equal(AuditResult.Unfinished, log.Single("container.stopped").Outcome.Result);
        stopping.Fail("the agent did not answer", "504");
        stopping.Succeed();
        var ended = log.Single("container.stopped");
        Assert.Equal(new(AuditResult.Failure, "504", "the agent did not answer"), ended.Outcome);
        Assert.Equal(stopping.Id, ended.Context.OperationId);
    }

    [Fact]
    public void What_is_known_only_at_the_end_is_added_and_costs_no_outcome_when_it_fails()
    {
        log.Begin(Some.Event(action: "container.stopped")).Succeed(e => e.Change("state", "running", "stopped"));
        Assert.Equal("/state", Assert.Single(log.Single("container.stopped").Changes).Path);
        log.Clear();
        log.Begin(Some.Event(action: "container.stopped")).Succeed(_ => throw new InvalidOperationException());
        Assert.Equal(AuditResult.Success, log.Single("container.stopped").Outcome.Result);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_takes_the_place_of_the_real_log_whichever_is_added_first(bool fakeFirst)
    {
        using var folder = new TempFolder();
        var services = new ServiceCollection();
        if (fakeFirst)
        {
            services.AddFakeCairn();
        }

        services.AddCairn(cairn =>
        {
            cairn.Configure(o => o.Actions.Add(new("member.removed", "staff", "{actor} removed {target}")));
            cairn.Open = (_, _) => throw new InvalidOperationException("No store is opened in tests.");
        });
        if (!fakeFirst)
        {
            services.AddFakeCairn();
        }

        await using var provider = services.BuildServiceProvider();
        Assert.Empty(provider.GetServices<IHostedService>());
        provider.GetRequiredService<IAuditLog>().Record(new AuditEvent { Action = "member.removed" });
        Assert.Equal("staff", provider.GetRequiredService<FakeAuditLog>().Single("member.removed").Category);
    }

    [Fact]
    public async Task Hosts_beside_each_other_share_nothing()
    {
        await using var one = new ServiceCollection().AddFakeCairn().BuildServiceProvider();
        await using var other = new ServiceCollection().AddFakeCairn().BuildServiceProvider();
        one.GetRequiredService<IAuditLog>().Record(Some.Event());
        Assert.Empty(other.GetRequiredService<FakeAuditLog>().Events);
    }
}
