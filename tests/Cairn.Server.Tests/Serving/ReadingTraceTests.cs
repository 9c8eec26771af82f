using System.Net;

namespace Cairn.Server.Tests.Serving;

/// <summary>Reading leaves a trace in the log that was read.</summary>
public sealed class ReadingTraceTests : IAsyncLifetime
{
    private ServerRig rig = null!; // Started before each test.

    public async ValueTask InitializeAsync()
    {
        rig = await ServerRig.StartAsync();
        await rig.RecordAsync("t1", new { action = "login.succeeded", actor = new { type = "user", id = "u1" } });
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task A_question_is_told_once_an_hour_with_who_asked_what_and_how_many_entries_came()
    {
        var key = rig.KeyOf([AuditRole.Auditor], "t1");
        for (var i = 0; i < 3; i++)
        {
            await rig.GetJsonAsync("events?q=actor:u1", key);
        }

        await rig.GetJsonAsync("events?q=actor:u2", key);
        var readings = await ReadingsAsync(2);
        Assert.Equal(["actor:u1", "actor:u2"], readings.Select(r => r.GetProperty("metadata").GetProperty("query").GetString()).Order());
        Assert.Equal([0, 1], readings.Select(r => r.GetProperty("metadata").GetProperty("entries").GetInt32()).Order());
        Assert.All(readings, r => Assert.Equal(
            $"apikey:{Cairn.Access.ApiKey.IdOf(key)}", r.GetProperty("actor").GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Exports_and_proofs_are_told_each_time_and_no_parameter_turns_it_off()
    {
        await rig.SignedAsync("t1");
        using var export = await rig.GetAsync("export?tenant=t1&q=actor:u1&trace=false&readings=no", rig.FirstKey);
        Assert.Equal(HttpStatusCode.OK, export.StatusCode);
        await export.Content.ReadAsStringAsync(ServerRig.Cancel);
        using var proof = await rig.GetAsync("events/0/proof?tenant=t1", rig.FirstKey);
        Assert.Equal(HttpStatusCode.OK, proof.StatusCode);
        var readings = await ReadingsAsync(2, "audit_log.exported");
        Assert.All(readings, r => Assert.True(r.GetProperty("metadata").TryGetProperty("query", out _)));
    }

    [Fact]
    public async Task Reading_the_readings_is_told_too_and_ends()
    {
        for (var i = 0; i < 5; i++)
        {
            await rig.GetJsonAsync("events?tenant=t1&q=action:audit_log.*", rig.FirstKey);
        }

        Assert.Single(await ReadingsAsync(1));
    }

    [Fact]
    public async Task Lists_leave_readings_out_unless_they_are_asked_for()
    {
        await rig.GetJsonAsync("events?tenant=t1&q=actor:u1", rig.FirstKey);
        await ReadingsAsync(1);
        var all = (await rig.GetJsonAsync("events?tenant=t1", rig.FirstKey)).GetProperty("entries").EnumerateArray();
        Assert.DoesNotContain(all, e => e.GetProperty("event").GetProperty("action").GetString()!.StartsWith("audit_log.", StringComparison.Ordinal));
        var asked = (await rig.GetJsonAsync("events?tenant=t1&q=readings:yes", rig.FirstKey)).GetProperty("entries").EnumerateArray();
        Assert.Contains(asked, e => e.GetProperty("event").GetProperty("action").GetString() == "audit_log.viewed");
    }

    // They are spooled, and come a moment later. Read in the process, which leaves no trace.
    private async Task<List<System.Text.Json.JsonElement>> ReadingsAsync(int count, string action = "audit_log.viewed")
    {
        while (true)
        {
            var page = await rig.Log.Reader.ForTenant("t1").GetPageAsync(new() { Actions = [action] }, null, ServerRig.Cancel);
            if (page.Entries.Count >= count)
            {
                return [.. page.Entries.Select(e => System.Text.Json.JsonDocument.Parse(Cairn.Intake.EventJson.Write(e.Event)).RootElement.Clone())];
            }

            await Task.Delay(10, ServerRig.Cancel); // The test's own time limit ends it.
        }
    }
}
