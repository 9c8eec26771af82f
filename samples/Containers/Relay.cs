using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.Extensions.Caching.Memory;

namespace Cairn.Samples.Containers;

/// <summary>
/// Relays actions to the agents of the organizations, and completes their operations in the log when an agent answers, however late. One
/// that is never answered is never completed: the log shows it as unfinished.
/// </summary>
internal sealed class Relay(IMemoryCache cache, IConfiguration configuration)
{
    // How long somebody waits for an answer, and how late one may still come.
    private readonly TimeSpan answerWithin = configuration.GetValue("AnswerWithin", TimeSpan.FromSeconds(10));
    private static readonly TimeSpan RememberedFor = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, AgentLine> agents = new();

    /// <summary>Sends an action to the organization's agent and waits a while for the answer.</summary>
    /// <returns>The answer; <see langword="null"/>: none has come yet.</returns>
    public async Task<AgentAnswer?> SendAsync(
        string organization, AgentCommand command, AuditOperation operation, CancellationToken cancellationToken)
    {
        if (!agents.TryGetValue(organization, out var agent))
        {
            return Complete(operation, new(command.Operation, "No agent is connected.", "no_agent"));
        }

        var sent = new SentCommand(operation);
        cache.Set((organization, command.Operation), sent, RememberedFor);
        try
        {
            return await AskAsync(agent, command, sent).WaitAsync(answerWithin, cancellationToken);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or TimeoutException or OperationCanceledException)
        {
            return null; // Nobody knows whether the agent has done it, or will.
        }
    }

    /// <summary>Takes an agent's answers until it is gone. The newest agent of an organization gets its commands.</summary>
    public async Task ListenAsync(string organization, AgentLine agent, CancellationToken cancellationToken)
    {
        agents[organization] = agent;
        try
        {
            while (await agent.ReceiveAsync<AgentAnswer>(cancellationToken) is { } answer)
            {
                // Only of its own organization, so that no agent answers for another's.
                if (cache.TryGetValue((organization, answer.Operation), out SentCommand? sent))
                {
                    Complete(sent!.Operation, answer); // The first answer counts.
                    sent.Answer.TrySetResult(answer);
                }
            }
        }
        finally
        {
            agents.TryRemove(new(organization, agent));
        }
    }

    private static async Task<AgentAnswer> AskAsync(AgentLine agent, AgentCommand command, SentCommand sent)
    {
        await agent.SendAsync(command, CancellationToken.None); // Half a message would end the line for everybody.
        return await sent.Answer.Task;
    }

    private static AgentAnswer Complete(AuditOperation operation, AgentAnswer answer)
    {
        if (answer.Error is null)
        {
            operation.Succeed();
        }
        else
        {
            operation.Fail(answer.Error, answer.Code);
        }

        return answer;
    }

    private sealed record SentCommand(AuditOperation Operation)
    {
        public TaskCompletionSource<AgentAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
