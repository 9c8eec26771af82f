using System.Reflection;

namespace Cairn.Tests;

/// <summary>The helpers for standard actions.</summary>
public sealed class HelperTests
{
    private static readonly AuditActor Owner = AuditActor.User("owner");
    private static readonly AuditTarget Workspace = new("workspace", "w-1");

    private readonly FakeAuditLog log = new();

    private AuditEvent Only => Assert.Single(log.Events);

    /// <summary>An action that gets no helper is found here.</summary>
    [Fact]
    public void Every_standard_action_has_a_helper_of_its_own()
    {
        var helpers = typeof(IAuditLog).Assembly.GetTypes().Where(t => t is { Namespace: "Cairn", IsAbstract: true, IsSealed: true })
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(m => m.ReturnType == typeof(void)
                && m.GetParameters() is [{ ParameterType: var first }, ..]
                && first == typeof(IAuditLog)).ToList();
        var actions = typeof(StandardActions).GetProperties().Where(p => p.PropertyType == typeof(AuditAction)).ToList();
        Assert.Equal(actions.Select(a => a.Name).Order(), helpers.Select(h => h.Name).Order());
        foreach (var helper in helpers)
        {
            log.Clear();
            helper.Invoke(null, [log, .. helper.GetParameters()[1..].Select(Some)]);
            Assert.Equal(((AuditAction)actions.Single(a => a.Name == helper.Name).GetValue(null)!).Name, Only.Action);
        }

        Assert.Empty(log.Refused);
    }

    [Fact]
    [Trait("Requirement", "WORKSPACE-4")]
    public void Signing_in_and_out()
    {
        log.LoginSucceeded(Owner, "passkey");
        log.LoggedOut(Owner, "the session expired");
        log.LoginFailed("ada@example.com", "wrong password", "bad_password");
        Assert.Equal((Owner, "passkey"), (log.Events[0].Actor, log.Events[0].Metadata[0].Value.ToString()));
        Assert.Equal((Owner, "the session expired"), (log.Events[1].Actor, log.Events[1].Reason));
        Assert.Equal(AuditActor.Anonymous with { Name = "ada@example.com" }, log.Events[2].Actor);
        Assert.Null(log.Events[2].Actor.Id); // What was typed is no fact: it stands where it can be erased.
        Assert.Equal(new(AuditResult.Failure, "bad_password", "wrong password"), log.Events[2].Outcome);
    }

    [Fact]
    [Trait("Requirement", "WORKSPACE-4")]
    public void Exports_deletions_and_settings()
    {
        log.DataExportRequested(Workspace, "json", Owner);
        log.DataExportCompleted(Workspace, "json", 40, Owner);
        log.DataDeletionRequested(Workspace, "the customer left", Owner);
        log.DataDeletionCompleted(Workspace, 40, Owner);
        log.SettingsChanged(Workspace, "theme", "light", "dark", by: Owner);
        log.SettingsChanged(Workspace, "", AuditValue.Of(new { Theme = "dark" }), null, by: Owner);
        Assert.All(log.Events, e => Assert.Equal((Owner, Workspace), (e.Actor, e.Targets[0])));
        Assert.Equal(
            ["format=json", "format=json", "count=40", "count=40"],
            log.Events.SelectMany(e => e.Metadata).Select(m => $"{m.Key}={m.Value}"));
        Assert.Equal(
            [new("/theme", "light", "dark"), new("", AuditValue.Of(new { Theme = "dark" }), null)], log.Events.SelectMany(e => e.Changes));
    }

    [Fact]
    [Trait("Requirement", "CHATBOT-5")]
    [Trait("Requirement", "CHATBOT-6")]
    public void Roles_and_the_whitelist()
    {
        log.RoleChanged("u2", "user", "operator", "spring review", Owner);
        log.RoleChanged("u3", null, "user", by: Owner);
        log.WhitelistChanged("u2", false, true, by: Owner);
        Assert.Equal(
            [new("/role", "user", "operator"), new("/role", null, "user"), new("/whitelisted", false, true)],
            log.Events.SelectMany(e => e.Changes));
        Assert.Equal("spring review", log.Events[0].Reason);
        Assert.Equal([new("user", "u2"), new("user", "u3"), new("user", "u2")], log.Events.SelectMany(e => e.Targets));
        Assert.All(log.Events, e => Assert.Equal(Owner, e.Actor));
    }

    [Fact]
    [Trait("Requirement", "CHATBOT-5")]
    public void Refusals_limits_and_costs_say_what_was_allowed_and_what_was_tried()
    {
        log.PermissionDenied("member.remove", Workspace, "viewer", "viewers may not remove members", "403", Owner);
        log.RateLimitViolated("messages", 30, 41, TimeSpan.FromMinutes(1), Owner);
        log.CostThresholdBreached(Workspace, 100m, 112.5m, "2026-11");
        Assert.Equal(new(AuditResult.Denied, "403", "viewers may not remove members"), log.Events[0].Outcome);
        Assert.Equal(
            [
                "attempted=member.remove", "role=viewer", "threshold=30", "actual=41", "period=00:01:00", "threshold=100", "actual=112.5",
                "period=2026-11"
            ],
            log.Events.SelectMany(e => e.Metadata).Select(m => $"{m.Key}={m.Value}"));
    }

    [Fact]
    [Trait("Requirement", "CHATBOT-5")]
    public void Configuration_usage_the_audit_log_conversations_moderation_and_circuit_breakers()
    {
        log.ConfigChanged("smtp/password", "old", "new", by: Owner);
        log.UsageQueried(Workspace, "2026-11");
        log.AuditLogViewed("user=u2", 50);
        log.AuditLogExported("csv", "user=u2", 12_000);
        log.ConversationReset(new("conversation", "c-1"), "asked for");
        log.ModerationFlagged(new("conversation", "c-1"), "harassment", 0.93, "blocked");
        log.CircuitBreakerChanged("payments", "closed", "open", "5 failures in 10 s");
        Assert.Equal(["/smtp~1password", "/state"], log.Events.SelectMany(e => e.Changes).Select(c => c.Path));
        Assert.Equal("[redacted:password]", log.Events[0].Changes[0].After.ToString());
        Assert.Equal(
            [
                "period=2026-11", "query=user=u2", "count=50", "format=csv", "query=user=u2", "count=12000", "category=harassment",
                "score=0.93", "outcome=blocked"
            ],
            log.Events.SelectMany(e => e.Metadata).Select(m => $"{m.Key}={m.Value}"));
    }

    [Fact]
    [Trait("Requirement", "CLINIC-3")]
    public void Password_resets_and_payments()
    {
        log.PasswordResetRequested("u2", by: AuditActor.Anonymous);
        log.PasswordResetRequested(null, "nobody@example.com");
        log.PasswordResetCompleted("u2", AuditActor.User("u2"));
        log.PaymentUpdated("p-1", "pending", "paid", 12.50m, "EUR", Owner);
        Assert.Equal(
            [new("user", "u2"), new("user", null, "nobody@example.com"), new("user", "u2"), new("payment", "p-1")],
            log.Events.SelectMany(e => e.Targets));
        Assert.Equal([new("/state", "pending", "paid")], log.Events[3].Changes);
        Assert.Equal(["amount=12.50", "currency=EUR"], log.Events[3].Metadata.Select(m => $"{m.Key}={m.Value}"));
    }

    [Fact]
    public void The_actor_is_that_of_the_scope_unless_one_is_named_and_more_can_be_added()
    {
        using var scope = log.Scope(Owner);
        log.ContainerStopped("web-1", add: e => e.With("signal", "TERM"));
        log.ContainerStopped("web-1", by: AuditActor.Service("agent"), add: _ => throw new InvalidOperationException());
        Assert.Equal([Owner, AuditActor.Service("agent")], log.Events.Select(e => e.Actor));
        Assert.Equal("TERM", log.Events[0].Metadata[0].Value.ToString());
    }

    private static object? Some(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var t when t == typeof(string) => "some",
        var t when t == typeof(AuditActor) => Owner,
        var t when t == typeof(AuditTarget) => Workspace,
        var t when t == typeof(bool) => true,
        var t when t == typeof(long) => 7L,
        var t when t == typeof(decimal) => 7m,
        var t when t == typeof(TimeSpan) => TimeSpan.FromMinutes(1),
        _ => null,
    };
}
