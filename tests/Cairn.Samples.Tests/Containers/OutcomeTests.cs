using System.Net;
using System.Net.WebSockets;
using Cairn.Samples.Tests.Processes;

namespace Cairn.Samples.Tests.Containers;

/// <summary>Each action is recorded with the outcome that its agent answers; without an answer, as unfinished.</summary>
[Trait("Requirement", "CONTAINERS-1")]
public sealed class OutcomeTests
{
    [Theory]
    [InlineData("start", "container.started")]
    [InlineData("stop", "container.stopped")]
    [InlineData("restart", "container.restarted")]
    [InlineData("delete", "container.deleted")]
    public async Task An_action_is_recorded_once_its_agent_has_answered(string verb, string action)
    {
        await using var rig = await ContainersRig.StartPatientAsync();
        using var agent = await TestAgent.ConnectAsync(rig);
        var asked = rig.ActAsync("GLOBEX_OPERATOR", "globex", "web", verb, "new configuration");
        var command = await agent.NextAsync();
        Assert.Equal((verb, "web"), (command.Action, command.Container));
        Assert.False(asked.IsCompleted);
        Assert.Empty(await rig.RowsAsync("GLOBEX_OPERATOR", "globex", "web", 0)); // Nobody knows yet how it ends.

        await agent.AnswerAsync(command.Operation);
        var (status, answer) = await asked;
        Assert.Equal((HttpStatusCode.OK, "SUCCESS"), (status, answer.At("status")));
        var row = Assert.Single(await rig.RowsAsync("GLOBEX_OPERATOR", "globex", "web", 1));
        Assert.Equal(
            ("operator-of-globex", "globex", action, "container", "web", "new configuration", "SUCCESS", null),
            (row.At("user_id"), row.At("organization"), row.At("action"), row.At("target_type"), row.At("target_id"), row.At("reason"),
                row.At("status"), row.At("error")));
    }

    [Fact]
    public async Task What_an_agent_cannot_do_is_a_failure_with_its_words()
    {
        await using var rig = await ContainersRig.StartPatientAsync();
        Assert.Equal(HttpStatusCode.BadGateway, (await rig.ActAsync("GLOBEX_OPERATOR", "globex", "nobody", "stop")).Status);
        Assert.Equal("No agent is connected.", Assert.Single(await rig.RowsAsync("GLOBEX_OPERATOR", "globex", "nobody", 1)).At("error"));

        using var agent = await TestAgent.ConnectAsync(rig);
        var asked = rig.ActAsync("GLOBEX_OPERATOR", "globex", "web", "stop");
        await agent.AnswerAsync((await agent.NextAsync()).Operation, "The port is taken.", "port_in_use");
        Assert.Equal(HttpStatusCode.BadGateway, (await asked).Status);
        var row = Assert.Single(await rig.RowsAsync("GLOBEX_OPERATOR", "globex", "web", 1));
        Assert.Equal(("FAILURE", "The port is taken."), (row.At("status"), row.At("error")));
    }

    [Fact]
    public async Task An_answer_that_comes_late_finishes_what_was_unfinished_also_over_a_new_connection()
    {
        await using var rig = await ContainersRig.StartImpatientAsync();
        using var agent = await TestAgent.ConnectAsync(rig);
        var (status, answer) = await rig.ActAsync("GLOBEX_OPERATOR", "globex", "web", "restart");
        Assert.Equal((HttpStatusCode.GatewayTimeout, "UNFINISHED"), (status, answer.At("status")));
        Assert.Equal("UNFINISHED", Assert.Single(await rig.RowsAsync("GLOBEX_OPERATOR", "globex", "web", 1)).At("status"));

        agent.Vanish();
        using var again = await TestAgent.ConnectAsync(rig);
        await again.AnswerAsync(answer.At("operation")!, "The image was not found.", "image_not_found");
        var rows = await rig.RowsAsync("GLOBEX_OPERATOR", "globex", "web", 2);
        Assert.Equal(["FAILURE", "UNFINISHED"], rows.Select(r => r.At("status")));
        var both = await rig.Client.GetJsonAsync($"/api/audit?q=operation:{answer.At("operation")}", rig.Printed("GLOBEX_OPERATOR"));
        Assert.Equal(2, both.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task An_action_whose_agent_is_killed_in_the_middle_stays_unfinished()
    {
        await using var rig = await ContainersRig.StartImpatientAsync();
        var agent = await rig.StartAgentAsync();
        var asked = rig.ActAsync("GLOBEX_OPERATOR", "globex", "lost", "delete", "the job is done");
        await agent.KillAsync();
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await asked).Status);
        var row = Assert.Single(await rig.RowsAsync("GLOBEX_OPERATOR", "globex", "lost", 1));
        Assert.Equal(("container.deleted", "UNFINISHED", "the job is done"), (row.At("action"), row.At("status"), row.At("reason")));
    }

    [Fact]
    public async Task An_action_whose_host_is_killed_in_the_middle_is_in_the_log_as_unfinished()
    {
        await using var rig = await ContainersRig.StartPatientAsync();
        using (var agent = await TestAgent.ConnectAsync(rig))
        {
            var asked = rig.ActAsync("GLOBEX_OPERATOR", "globex", "web", "stop", "maintenance");
            await agent.NextAsync(); // The agent has it: so has the log.
            await rig.Host.KillAsync();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => asked);
        }

        await rig.StartHostAsync();
        var row = Assert.Single(await rig.RowsAsync("GLOBEX_OPERATOR", "globex", "web", 1));
        Assert.Equal(
            ("operator-of-globex", "container.stopped", "maintenance", "UNFINISHED"),
            (row.At("user_id"), row.At("action"), row.At("reason"), row.At("status")));
    }

    [Fact]
    public async Task The_samples_own_agent_works_and_fails()
    {
        await using var rig = await ContainersRig.StartPatientAsync();
        await rig.StartAgentAsync();
        Assert.Equal("SUCCESS", (await rig.ActAsync("GLOBEX_OPERATOR", "globex", "web", "start")).Answer.At("status"));
        Assert.Equal("FAILURE", (await rig.ActAsync("GLOBEX_OPERATOR", "globex", "broken", "start")).Answer.At("status"));
        var row = Assert.Single(await rig.RowsAsync("GLOBEX_OPERATOR", "globex", "broken", 1));
        Assert.Equal("The container was killed: out of memory.", row.At("error"));
    }

    [Fact]
    public async Task No_agent_answers_for_another_organization()
    {
        await using var rig = await ContainersRig.StartImpatientAsync();
        using var stranger = new TestAgent();
        await Assert.ThrowsAsync<WebSocketException>(() => stranger.OpenAsync(rig.AgentAddress("acme"), rig.Printed("AGENT_TOKEN")));
        using var person = new TestAgent();
        await Assert.ThrowsAsync<WebSocketException>(() => person.OpenAsync(rig.AgentAddress("globex"), rig.Printed("GLOBEX_OPERATOR")));

        using var agent = await TestAgent.ConnectAsync(rig);
        await rig.ConnectedAsync("OPERATOR", "acme");
        var (_, answer) = await rig.ActAsync("OPERATOR", "acme", "lost", "start");
        await agent.AnswerAsync(answer.At("operation")!);

        // What globex's agent sends next is taken after what it sent before.
        var (_, own) = await rig.ActAsync("GLOBEX_OPERATOR", "globex", "web", "start");
        await rig.RowsAsync("GLOBEX_OPERATOR", "globex", "web", 1);
        await agent.AnswerAsync(own.At("operation")!);
        await rig.RowsAsync("GLOBEX_OPERATOR", "globex", "web", 2);
        Assert.Equal("UNFINISHED", Assert.Single(await rig.RowsAsync("OPERATOR", "acme", "lost", 1)).At("status"));
    }
}
