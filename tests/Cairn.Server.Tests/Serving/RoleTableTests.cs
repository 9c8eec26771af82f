using System.Net;
using System.Net.Http.Json;
using Cairn.AspNetCore.Api;
using Cairn.Server.Serving;

namespace Cairn.Server.Tests.Serving;

/// <summary>Every route, for every role, in the caller's own tenant and in another one: exactly what the table says.</summary>
public sealed class RoleTableTests : IAsyncLifetime
{
    private const string Own = "club-7", Other = "club-8";

    private static readonly AuditRole[] Readers = [AuditRole.Self, AuditRole.Viewer, AuditRole.Auditor, AuditRole.Administrator, AuditRole.Operator];
    private static readonly AuditRole[] Auditors = [AuditRole.Auditor, AuditRole.Administrator, AuditRole.Operator];
    private static readonly AuditRole[] Administrators = [AuditRole.Administrator];

    // Written out, not taken from the code: method, pattern, an address, who may.
    private static readonly (string Method, string Pattern, string Path, AuditRole[] May)[] Table =
    [
        ("POST", "/events", "events", [AuditRole.Ingest, AuditRole.Administrator]),
        ("GET", "/events", "events", Readers),
        ("GET", "/events/{id}", "events/{ID}", Readers),
        ("GET", "/events/{id}/proof", "events/{ID}/proof", Auditors),
        ("GET", "/count", "count", Readers),
        ("GET", "/stats", "stats?by=action", Readers),
        ("GET", "/export", "export", Auditors),
        ("GET", "/tail", "tail", Readers),
        ("GET", "/across/events", "across/events", [AuditRole.Operator]),
        ("GET", "/actions", "actions", Readers),
        ("GET", "/checkpoint", "checkpoint", Readers),
        ("GET", "/vkey", "vkey", Readers),
        ("GET", "/tile/{**path}", "tile/0/000.p/1", Readers),
        ("GET", "/keys", "keys", Administrators),
        ("POST", "/keys", "keys", Administrators),
        ("POST", "/keys/{id}/rotate", "keys/{KEY}/rotate", Administrators),
        ("DELETE", "/keys/{id}", "keys/{KEY}", Administrators),
        ("POST", "/viewer-sessions", "viewer-sessions", Administrators),
    ];

    private ServerRig rig = null!; // Started before each test.

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync();
        foreach (var tenant in (string[])[Own, Other])
        {
            await rig.RecordAsync(tenant, new
            {
                id = IdIn(tenant),
                action = "login.succeeded",
                actor = new { type = "user", id = "u1", name = $"Name of {tenant}", email = $"mail@{tenant}.example" },
                context = new { ip = tenant == Own ? "192.0.2.7" : "192.0.2.8" },
                reason = $"content of {tenant}",
            });
            await rig.SignedAsync(tenant);
        }
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public void The_table_has_every_route_once() => Assert.Equal(
        ApiRoute.All.Concat(KeyRoutes.All).Select(r => (r.Method, r.Pattern)).Order(),
        Table.Select(r => (r.Method, r.Pattern)).Order());

    [Theory]
    [InlineData(AuditRole.Ingest)]
    [InlineData(AuditRole.Self)]
    [InlineData(AuditRole.Viewer)]
    [InlineData(AuditRole.Auditor)]
    [InlineData(AuditRole.Administrator)]
    [InlineData(AuditRole.Operator)]
    [Trait("Requirement", "CLUBS-4")]
    public async Task A_role_may_exactly_what_the_table_says(AuditRole role)
    {
        var key = rig.KeyOf([role], Own);
        foreach (var row in Table)
        {
            Assert.Equal((row.Pattern, row.May.Contains(role)), (row.Pattern, IsGood(await CallAsync(row.Method, row.Path, Own, key))));
            if (!row.Pattern.StartsWith("/keys", StringComparison.Ordinal) && row.Pattern is not ("/actions" or "/across/events" or "/viewer-sessions"))
            {
                foreach (var tenant in (string[])[Other, "*", "", "club-9", "CLUB-7"])
                {
                    Assert.Equal((row.Pattern, HttpStatusCode.Forbidden), (row.Pattern, await CallAsync(row.Method, row.Path, tenant, key)));
                }
            }
        }

        using var across = await rig.GetAsync($"across/events?tenants={Other}", key);
        Assert.Equal(HttpStatusCode.Forbidden, across.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync("viewer-sessions", new { tenant = Other, actor = "user/u1" }, key));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync("keys", new { name = "x", roles = (string[])["viewer"], tenants = (string[])[Other] }, key));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync("keys", new { name = "x", roles = (string[])["operator"], tenants = (string[])[Own] }, role == AuditRole.Operator ? rig.KeyOf([AuditRole.Administrator], Own) : key));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync("keys", new { name = "x", roles = (string[])["viewer"], all_tenants = true }, key));
    }

    [Fact]
    public async Task Without_a_key_with_a_wrong_one_and_with_one_that_ended_nothing_is_answered()
    {
        var revoked = rig.KeyOf([AuditRole.Administrator, AuditRole.Operator]);
        rig.Keys.Revoke(Cairn.Access.ApiKey.IdOf(revoked)!);
        foreach (var row in Table)
        {
            foreach (var key in (string?[])[null, "", "nonsense", revoked, rig.FirstKey[..^1] + (rig.FirstKey[^1] == 'A' ? 'B' : 'A'), "cairn_view_x"])
            {
                Assert.Equal((row.Pattern, HttpStatusCode.Unauthorized), (row.Pattern, await CallAsync(row.Method, row.Path, Own, key)));
            }
        }
    }

    [Theory]
    [InlineData(AuditRole.Viewer, true, false, false, true)]
    [InlineData(AuditRole.Auditor, true, true, true, true)]
    [InlineData(AuditRole.Administrator, true, true, true, true)]
    [InlineData(AuditRole.Operator, true, true, true, true)]
    [Trait("Requirement", "CLUBS-4")]
    public async Task A_role_sees_exactly_its_classes(AuditRole role, bool identity, bool contact, bool network, bool content)
    {
        var key = rig.KeyOf([role], Own);
        var withheld = 4 - (identity ? 1 : 0) - (contact ? 1 : 0) - (network ? 1 : 0) - (content ? 1 : 0);
        foreach (var path in (string[])["events", $"events/{IdIn(Own)}", .. role == AuditRole.Operator ? ["across/events"] : Array.Empty<string>()])
        {
            using var response = await rig.GetAsync(path, key);
            var text = await response.Content.ReadAsStringAsync(ServerRig.Cancel);
            Assert.Equal(
                (identity, contact, network, content),
                (text.Contains($"Name of {Own}"), text.Contains($"mail@{Own}.example"), text.Contains("192.0.2.7"), text.Contains($"content of {Own}")));
            Assert.DoesNotContain(Other, text, StringComparison.Ordinal);
            Assert.Equal(withheld, text.Split("\"key_id\":").Length - 1);
        }

        // Nor is anything found by what is withheld.
        Assert.Equal(network ? 1 : 0, (await rig.GetJsonAsync("events?q=ip:192.0.2.7", key)).GetProperty("entries").GetArrayLength());
        Assert.Equal(contact ? 1 : 0, (await rig.GetJsonAsync($"events?q=person:mail@{Own}.example", key)).GetProperty("entries").GetArrayLength());
        Assert.Equal(content ? 1 : 0, (await rig.GetJsonAsync($"events?q=%22content of {Own}%22", key)).GetProperty("entries").GetArrayLength());
    }

    [Fact]
    public async Task Who_reads_only_their_own_entries_sees_no_other()
    {
        var administrator = rig.KeyOf([AuditRole.Administrator], Own);
        await rig.RecordAsync(Own, new { action = "login.succeeded", actor = new { type = "user", id = "u2", email = "mail@u2.example" } });
        using var made = await rig.SendAsync(
            HttpMethod.Post, "viewer-sessions", administrator, JsonContent.Create(new { tenant = Own, actor = "user/u2", role = "self" }));
        var token = (await made.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(ServerRig.Cancel)).GetProperty("token").GetString();
        var page = (await rig.GetJsonAsync("events", token)).GetProperty("entries");
        var entry = Assert.Single(page.EnumerateArray());
        Assert.Equal("mail@u2.example", entry.GetProperty("event").GetProperty("actor").GetProperty("email").GetString());
        using var others = await rig.GetAsync($"events/{IdIn(Own)}", token);
        Assert.Equal(HttpStatusCode.NotFound, others.StatusCode);
        Assert.Equal(1, (await rig.GetJsonAsync("count", token)).GetProperty("count").GetInt32());
        Assert.Equal(1, (await rig.GetJsonAsync("stats?by=actor", token)).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_stream_that_is_open_ends_with_its_key()
    {
        var key = rig.KeyOf([AuditRole.Auditor], Own);
        using var tail = await rig.GetAsync("tail", key);
        using var lines = new StreamReader(await tail.Content.ReadAsStreamAsync(ServerRig.Cancel));
        Assert.StartsWith(":", await lines.ReadLineAsync(ServerRig.Cancel), StringComparison.Ordinal);
        rig.Keys.Revoke(Cairn.Access.ApiKey.IdOf(key)!);
        await rig.RecordAsync(Own, new { action = "login.failed", reason = "after the key ended" });
        Assert.DoesNotContain("after the key ended", await lines.ReadToEndAsync(ServerRig.Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_with_a_query_shows_nothing_beyond_it()
    {
        await rig.RecordAsync(Own, new { action = "container.stopped", actor = new { type = "user", id = "u3" }, targets = new[] { new { type = "container", id = "web" } } });
        using var made = await rig.SendAsync(
            HttpMethod.Post,
            "viewer-sessions",
            rig.FirstKey,
            JsonContent.Create(new { tenant = Own, actor = "user/u9", query = "target:container/*" }));
        var token = (await made.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(ServerRig.Cancel)).GetProperty("token").GetString();
        var page = (await rig.GetJsonAsync("events?q=(actor:u1 OR actor:u3)", token)).GetProperty("entries");
        Assert.Equal("container.stopped", Assert.Single(page.EnumerateArray()).GetProperty("event").GetProperty("action").GetString());
        using var others = await rig.GetAsync($"events/{IdIn(Own)}", token);
        Assert.Equal(HttpStatusCode.NotFound, others.StatusCode);
    }

    [Fact]
    public async Task Another_tenants_cursor_id_and_proof_are_refused()
    {
        await rig.RecordAsync(Other, new { action = "login.succeeded", actor = new { type = "user", id = "u2" } });
        var theirs = (await rig.GetJsonAsync($"events?limit=1&tenant={Other}", rig.FirstKey)).GetProperty("next").GetString();
        var key = rig.KeyOf([AuditRole.Administrator], Own);
        using var cursor = await rig.GetAsync($"events?limit=1&cursor={theirs}", key);
        Assert.Equal(HttpStatusCode.BadRequest, cursor.StatusCode);
        using var entry = await rig.GetAsync($"events/{IdIn(Other)}", key);
        Assert.Equal(HttpStatusCode.NotFound, entry.StatusCode);
        using var proof = await rig.GetAsync($"events/{IdIn(Other)}/proof", key);
        Assert.Equal(HttpStatusCode.NotFound, proof.StatusCode);
    }

    private static string IdIn(string tenant) => tenant == Own ? "01a22151-0000-7000-8000-000000000007" : "01a22151-0000-7000-8000-000000000008";

    // To whoever reads only their own entries another one is as if it were not there.
    private static bool IsGood(HttpStatusCode status) => (int)status is >= 200 and < 300 || status == HttpStatusCode.NotFound
        ? true
        : status == HttpStatusCode.Forbidden ? false : throw new InvalidOperationException($"It was answered with {(int)status}.");

    private async Task<HttpStatusCode> CallAsync(string method, string path, string tenant, string? key)
    {
        if (path.Contains("{KEY}", StringComparison.Ordinal))
        {
            path = path.Replace("{KEY}", Cairn.Access.ApiKey.IdOf(rig.KeyOf([AuditRole.Viewer], Own)), StringComparison.Ordinal);
        }

        path = path.Replace("{ID}", IdIn(Own), StringComparison.Ordinal);
        object body = path switch
        {
            "keys" => new { name = "x", roles = (string[])["viewer"], tenants = (string[])[Own] },
            "viewer-sessions" => new { tenant = Own, actor = "user/u1" },
            _ => new { action = "login.succeeded", actor = new { type = "service", id = "of-a-test" } },
        };
        using var response = await rig.SendAsync(
            new(method),
            $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}tenant={Uri.EscapeDataString(tenant)}",
            key,
            method == "POST" ? JsonContent.Create(body) : null);
        return response.StatusCode;
    }

    private async Task<HttpStatusCode> PostAsync(string path, object body, string key)
    {
        using var response = await rig.SendAsync(HttpMethod.Post, path, key, JsonContent.Create(body));
        return response.StatusCode;
    }
}
