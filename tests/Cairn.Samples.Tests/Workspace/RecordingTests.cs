using System.Net;
using Cairn.Samples.Tests.Processes;

namespace Cairn.Samples.Tests.Workspace;

/// <summary>What members do in the portal and what the chat platform reports stands in one log.</summary>
public sealed class RecordingTests : IAsyncLifetime
{
    private WorkspaceRig rig = null!; // Started before each test.

    public async ValueTask InitializeAsync() => rig = await WorkspaceRig.StartAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    [Trait("Requirement", "WORKSPACE-1")]
    public async Task An_entry_says_who_what_where_and_when_and_is_found_by_each()
    {
        await rig.ReportAsync(new
        {
            type = "settings_changed",
            workspace = "north",
            user = "u-7",
            ip_address = "192.0.2.7",
            user_agent = "chat/3.1",
            resource = "channel",
            resource_id = "general",
            details = new { topic = new[] { "a", "b" }, deep = new { n = 1 } },
            previous_value = new { @public = true },
            new_value = new { @public = false },
            timestamp = "2026-03-04T05:06:07Z",
        });
        await rig.ReportAsync(new { type = "admin_action", workspace = "south" });
        foreach (var query in (string[])
            ["actor:u-7", "action:settings.changed", "since:2026-03-04 until:2026-03-04", "target:channel/general", "ip:192.0.2.7"])
        {
            var found = Assert.Single(await rig.FindAsync(query, 1));
            Assert.Equal(
                ("u-7", "north", "192.0.2.7", "chat/3.1", "settings.changed", "channel", "general"),
                (found.At("event.actor.id"), found.At("tenant"), found.At("event.context.ip"), found.At("event.context.user_agent"),
                    found.At("event.action"), found.At("event.targets.0.type"), found.At("event.targets.0.id")));
            Assert.Equal("""{"topic":["a","b"],"deep":{"n":1}}""", found.At("event.metadata.details"));
            Assert.Equal(
                ("""{"public":true}""", """{"public":false}"""),
                (found.At("event.changes.0.before"), found.At("event.changes.0.after")));
            Assert.StartsWith("2026-03-04T05:06:07", found.At("event.occurred_at"), StringComparison.Ordinal);
        }

        var ofSystem = Assert.Single((await rig.AskAsync("events?tenant=south")).GetProperty("entries").EnumerateArray());
        Assert.Equal(("system", "admin.acted", null), (ofSystem.At("event.actor.type"), ofSystem.At("event.action"), ofSystem.At("event.context.ip")));
    }

    [Fact]
    [Trait("Requirement", "WORKSPACE-2")]
    [Trait("Requirement", "WORKSPACE-4")]
    [Trait("Requirement", "WORKSPACE-8")]
    public async Task A_day_in_the_portal_records_every_action_of_the_set_with_its_fields()
    {
        using var visitor = rig.Visitor();
        Assert.Equal(HttpStatusCode.Unauthorized, await WorkspaceRig.SignInAsync(visitor, "owner", "wrong"));
        Assert.Equal(HttpStatusCode.OK, await WorkspaceRig.SignInAsync(visitor, "owner"));
        (string Path, (string, string)[] Fields)[] deeds =
        [
            ("/settings", [("name", "language"), ("value", "en")]),
            ("/settings", [("name", "language"), ("value", "de")]),
            ("/subscription", [("plan", "team")]),
            ("/subscription/cancel", [("reason", "too large")]),
            ("/connections", [("provider", "calendar"), ("scopes", "read")]),
            ("/connections/remove", [("provider", "calendar")]),
            ("/export", []),
            ("/deletion", [("reason", "leaving")]),
            ("/members/suspend", [("member", "member"), ("reason", "on leave")]),
            ("/logout", []),
        ];
        foreach (var (path, fields) in deeds)
        {
            Assert.Equal((path, HttpStatusCode.OK), (path, await WorkspaceRig.PostAsync(visitor, path, fields)));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await WorkspaceRig.PostAsync(visitor, "/export"));
        await rig.ReportAsync(new { type = "channel.archived", workspace = "north", user = "owner", resource = "channel", resource_id = "old" });

        // Two processes commit: only entries of one process are in the order in which things happened.
        var all = await rig.FindAsync("-action:cairn.*", deeds.Length + 5);
        Assert.Equal(
            [
                "admin.acted", "channel.archived", "data_deletion.completed", "data_deletion.requested", "data_export.completed",
                "data_export.requested", "login.failed", "login.succeeded", "oauth.connected", "oauth.disconnected", "session.ended",
                "settings.changed", "settings.changed", "subscription.cancelled", "subscription.created",
            ],
            all.Select(e => e.At("event.action")).Order(StringComparer.Ordinal));
        Assert.Contains(all, e => e.At("sentence") == "owner archived channel old"); // The application's own action, in its own words.

        var changed = all.First(e => e.At("event.action") == "settings.changed");
        Assert.Equal(("/language", "en", "de"), (changed.At("event.changes.0.path"), changed.At("event.changes.0.before"), changed.At("event.changes.0.after")));
        Assert.Equal(("Example Owner", "owner@example.com", "owner"), (changed.At("event.actor.name"), changed.At("event.actor.email"), changed.At("event.actor.role")));
        Assert.Equal(("127.0.0.1", "example-browser/1.0", "portal"), (changed.At("event.context.ip"), changed.At("event.context.user_agent"), changed.At("event.context.source")));
        var failed = all.Single(e => e.At("event.action") == "login.failed");
        Assert.Equal(("default", "failure"), (failed.At("tenant"), failed.At("event.outcome.result")));
    }

    [Theory]
    [InlineData("/export", "data_export")]
    [InlineData("/deletion", "data_deletion")]
    [Trait("Requirement", "WORKSPACE-4")]
    [Trait("Requirement", "WORKSPACE-5")]
    public async Task What_one_process_began_and_the_other_completed_is_one_operation(string path, string noun)
    {
        using var visitor = rig.Visitor();
        await WorkspaceRig.SignInAsync(visitor, "founder");
        Assert.Equal(HttpStatusCode.OK, await WorkspaceRig.PostAsync(visitor, path));
        var entries = await rig.FindAsync($"action:{noun}.*", 2);
        var (asked, done) = (entries.Single(e => e.At("event.action") == $"{noun}.requested"), entries.Single(e => e.At("event.action") == $"{noun}.completed"));
        Assert.NotNull(asked.At("event.context.operation_id"));
        Assert.Equal(asked.At("event.context.operation_id"), done.At("event.context.operation_id"));
        Assert.Equal(("portal", "back-end"), (asked.At("event.context.source"), done.At("event.context.source")));
        Assert.Equal(("founder", "back-end", "founder"), (asked.At("event.actor.id"), done.At("event.actor.id"), done.At("event.actor.on_behalf_of.id")));
        Assert.Equal(("south", "south"), (asked.At("tenant"), done.At("tenant")));
    }

    [Fact]
    [Trait("Requirement", "WORKSPACE-9")]
    public async Task A_name_of_the_chat_platforms_becomes_the_catalogues_and_a_whole_value_one_change_at_the_root()
    {
        Dictionary<string, string> names = new()
        {
            ["login"] = "login.succeeded",
            ["logout"] = "session.ended",
            ["data_export_requested"] = "data_export.requested",
            ["data_export_completed"] = "data_export.completed",
            ["data_delete_requested"] = "data_deletion.requested",
            ["data_delete_completed"] = "data_deletion.completed",
            ["subscription_created"] = "subscription.created",
            ["subscription_cancelled"] = "subscription.cancelled",
            ["settings_changed"] = "settings.changed",
            ["oauth_connected"] = "oauth.connected",
            ["oauth_disconnected"] = "oauth.disconnected",
            ["admin_action"] = "admin.acted",
        };
        foreach (var name in names.Keys)
        {
            Assert.Equal(
                HttpStatusCode.Accepted,
                await rig.ReportAsync(new { type = name, workspace = "north", user = name, previous_value = "a", new_value = new { b = 1 } }));
        }

        var entries = await rig.FindAsync("", names.Count);
        Assert.Equal(names, entries.ToDictionary(e => e.At("event.actor.id")!, e => e.At("event.action")!)); // Each has both.
        Assert.All(entries, e => Assert.Equal(
            ("", "a", """{"b":1}""", null),
            (e.At("event.changes.0.path"), e.At("event.changes.0.before"), e.At("event.changes.0.after"), e.At("event.changes.1"))));
    }

    [Fact]
    [Trait("Requirement", "WORKSPACE-7")]
    public async Task An_operator_asks_across_all_workspaces_and_an_event_without_one_is_in_the_default_log()
    {
        foreach (var workspace in (string[])["north", "south", "east"])
        {
            await rig.ReportAsync(new { type = "login", workspace, user = "u1", timestamp = "2026-03-04T05:06:07Z" });
            await rig.ReportAsync(new { type = "logout", workspace, user = "u2", timestamp = "2026-03-05T05:06:07Z" });
        }

        await rig.ReportAsync(new { type = "admin_action", user = "u1" });
        Assert.Equal(["default", "east", "north", "south"], (await rig.FindAsync("actor:u1", 4)).Select(e => e.At("tenant")).Order());
        Assert.Equal(["east", "north", "south"], (await rig.FindAsync("action:session.ended", 3)).Select(e => e.At("tenant")).Order());
        Assert.Equal(["east", "north", "south"], (await rig.FindAsync("since:2026-03-04 until:2026-03-04", 3)).Select(e => e.At("tenant")).Order());
        var some = (await rig.AskAsync("across/events?tenants=north,default&q=actor:u1")).GetProperty("entries").EnumerateArray();
        Assert.Equal(["default", "north"], some.Select(e => e.At("tenant")).Order());
    }

    [Fact]
    public async Task Whoever_has_no_secret_or_another_callers_is_refused()
    {
        foreach (var secret in (string[])["", "wrong", "secret-of-the-operator", "secret-of-the-portal"])
        {
            Assert.True(await rig.ReportAsync(new { type = "login" }, secret) is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
        }

        using var asked = await rig.BackEnd.SendAsync(HttpMethod.Get, "/api/v1/across/events", "secret-of-chat");
        Assert.Equal(HttpStatusCode.Forbidden, asked.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, await rig.ReportAsync(new { type = "nothing_we_know" }));
        Assert.Equal(HttpStatusCode.BadRequest, await rig.ReportAsync(new { type = "cairn.erased" }));
        Assert.Equal(HttpStatusCode.BadRequest, await rig.ReportAsync(new { type = "login", workspace = "*" }));
    }
}
