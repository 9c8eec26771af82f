using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Cairn.Server.Tests.Serving;

/// <summary>Events that come over HTTP.</summary>
public sealed class IngestTests : IAsyncLifetime
{
    private ServerRig rig = null!; // Started before each test.

    public async ValueTask InitializeAsync() => rig = await ServerRig.StartAsync();

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Of_many_events_the_bad_ones_are_named_and_the_good_ones_kept()
    {
        var (status, answer) = await PostAsync(
            """[{"action":"login.succeeded","actor":{"type":"user","id":"u1"}},{"action":"No Action"},{"action":"login.failed","x":1},{"action":"session.ended"}]""");
        Assert.Equal((207, 2, 2), (status, answer.GetProperty("recorded").GetInt32(), answer.GetProperty("refused").GetInt32()));
        Assert.Equal(
            ["recorded", "refused", "refused", "recorded"],
            answer.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("status").GetString()!));
        Assert.StartsWith("x: is not a member", answer.GetProperty("results")[2].GetProperty("problems")[0].GetString(), StringComparison.Ordinal);
        var entries = (await rig.GetJsonAsync("events?tenant=t1&order=oldest", rig.FirstKey)).GetProperty("entries").EnumerateArray();
        Assert.Equal(["login.succeeded", "session.ended"], entries.Select(e => e.GetProperty("event").GetProperty("action").GetString()!)
            .Where(a => !a.StartsWith("cairn.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Lines_are_events_too()
    {
        var (status, answer) = await PostAsync("{\"action\":\"login.succeeded\"}\r\n\n{\"action\":\"login.failed\"}", "application/x-ndjson");
        Assert.Equal((201, 2), (status, answer.GetProperty("recorded").GetInt32()));
    }

    [Fact]
    public async Task An_event_sent_again_is_recorded_once_and_another_one_under_its_id_is_named()
    {
        const string Id = "01a22151-0000-7000-8000-000000000001";
        var first = await PostAsync($$"""{"id":"{{Id}}","action":"login.succeeded"}""");
        var again = await PostAsync($$"""{"id":"{{Id}}","action":"login.succeeded"}""");
        var other = await PostAsync($$"""{"id":"{{Id}}","action":"login.failed"}""");
        Assert.Equal((201, 201, 400), (first.Status, again.Status, other.Status));
        Assert.Equal(
            first.Answer.GetProperty("results")[0].GetProperty("index").GetInt64(),
            again.Answer.GetProperty("results")[0].GetProperty("index").GetInt64());
        Assert.Equal("refused", other.Answer.GetProperty("results")[0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task Asked_to_answer_early_it_spools()
    {
        var (status, answer) = await PostAsync("""[{"action":"login.succeeded"},{"action":"login.failed"}]""", prefer: "respond-async");
        Assert.Equal((202, "spooled"), (status, answer.GetProperty("results")[0].GetProperty("status").GetString()));
        var id = answer.GetProperty("results")[1].GetProperty("id").GetString();
        while ((await rig.GetAsync($"events/{id}?tenant=t1", rig.FirstKey)).StatusCode != HttpStatusCode.OK)
        {
            await Task.Delay(10, ServerRig.Cancel); // The test's own time limit ends it.
        }
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("[]", 400)]
    [InlineData("nonsense", 400)]
    [InlineData("[{\"action\":\"login.succeeded\"}", 400)]
    [InlineData("[{\"action\":\"login.succeeded\"}] x", 400)]
    [InlineData("\"text\"", 400)]
    [InlineData("null", 400)]
    [InlineData("[null]", 400)]
    [InlineData("{\"action\":\"cairn.events_dropped\"}", 400)]
    public async Task What_is_no_event_is_refused_with_words(string body, int expected)
    {
        var (status, answer) = await PostAsync(body);
        Assert.Equal(expected, status);
        Assert.NotEqual(JsonValueKind.Undefined, answer.ValueKind);
    }

    [Fact]
    public async Task Too_many_events_too_many_bytes_and_another_type_are_refused()
    {
        Assert.Equal(413, (await PostAsync($"[{string.Join(',', Enumerable.Repeat("{\"action\":\"login.succeeded\"}", 1_001))}]")).Status);
        Assert.Equal(413, (await PostAsync(new string(' ', (5 << 20) + 1))).Status);
        Assert.Equal(415, (await PostAsync("{\"action\":\"login.succeeded\"}", "text/plain")).Status);
        Assert.Equal(201, (await PostAsync($"[{string.Join(',', Enumerable.Repeat("{\"action\":\"login.succeeded\"}", 1_000))}]")).Status);
    }

    [Fact]
    public async Task An_event_says_where_it_came_from_unless_it_says_so_itself()
    {
        var key = rig.KeyOf([AuditRole.Ingest], "t1");
        using var sent = await rig.SendAsync(HttpMethod.Post, "events", key, JsonContent.Create(
            new object[] { new { action = "login.succeeded" }, new { action = "login.failed", context = new { source = "portal" } } }));
        Assert.Equal(HttpStatusCode.Created, sent.StatusCode);
        var entries = (await rig.GetJsonAsync("events?tenant=t1&order=oldest", rig.FirstKey)).GetProperty("entries").EnumerateArray()
            .Where(e => e.GetProperty("event").GetProperty("action").GetString()!.StartsWith("login", StringComparison.Ordinal))
            .Select(e => e.GetProperty("event").GetProperty("context").GetProperty("source").GetString());
        Assert.Equal([$"service:apikey:{Cairn.Access.ApiKey.IdOf(key)}", "portal"], entries);
    }

    private async Task<(int Status, JsonElement Answer)> PostAsync(string body, string type = "application/json", string? prefer = null)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var request = new HttpRequestMessage(HttpMethod.Post, "events?tenant=t1") { Content = content };
        request.Headers.Authorization = new("Bearer", rig.FirstKey);
        if (prefer is not null)
        {
            request.Headers.Add("Prefer", prefer);
        }

        using var response = await rig.Client.SendAsync(request, ServerRig.Cancel);
        var text = await response.Content.ReadAsStringAsync(ServerRig.Cancel);
        return ((int)response.StatusCode, JsonDocument.Parse(text).RootElement.Clone());
    }
}
