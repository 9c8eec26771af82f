using System.Text.Json;
using System.Threading.Channels;
using Cairn.Intake;
using Cairn.Primitives;

namespace Cairn.Cli;

/// <summary>Records through a server: events that wait go together, in their order.</summary>
internal sealed class ServerLog : IAsyncDisposable
{
    private const int MostEvents = 500;
    private const int MostBytes = 4 << 20;

    private readonly Channel<(byte[] Json, TaskCompletionSource<AuditReceipt> Receipt)> queue =
        Channel.CreateUnbounded<(byte[], TaskCompletionSource<AuditReceipt>)>(new() { SingleReader = true });

    private readonly ServerConnection server;
    private readonly Task sending;

    public ServerLog(ServerConnection server)
    {
        this.server = server;
        sending = SendAsync();
    }

    /// <summary>Queued before it first waits.</summary>
    public Task<AuditReceipt> RecordAsync(AuditEvent auditEvent)
    {
        // Sent again after a lost answer, it is known by its id.
        var json = EventJson.Write(auditEvent with { Id = auditEvent.Id ?? Guid.CreateVersion7() });
        var receipt = new TaskCompletionSource<AuditReceipt>(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.Writer.TryWrite((json, receipt)); // An unbounded channel takes it.
        return receipt.Task;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.Complete();
        await sending.ConfigureAwait(false);
        server.Dispose();
    }

    private async Task SendAsync()
    {
        while (await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var (batch, bytes) = (new List<TaskCompletionSource<AuditReceipt>>(), new Utf8Buffer(64 << 10));
            while (batch.Count < MostEvents && queue.Reader.TryPeek(out var next)
                && (batch.Count == 0 || bytes.Length + next.Json.Length < MostBytes)
                && queue.Reader.TryRead(out next))
            {
                bytes.Raw(next.Json).Raw("\n"u8);
                batch.Add(next.Receipt);
            }

            await SendAsync(batch, bytes.ToArray()).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(List<TaskCompletionSource<AuditReceipt>> batch, byte[] lines)
    {
        try
        {
            using var answer = await server.PostEventsAsync(lines, CancellationToken.None).ConfigureAwait(false);
            foreach (var (receipt, result) in batch.Zip(answer.RootElement.GetProperty("results").EnumerateArray()))
            {
                Complete(receipt, result);
            }
        }
        catch (Exception e)
        {
            batch.ForEach(receipt => receipt.TrySetException(e)); // Told line by line.
        }
    }

    private static void Complete(TaskCompletionSource<AuditReceipt> receipt, JsonElement result)
    {
        if (result.GetProperty("status").GetString() == "recorded")
        {
            receipt.TrySetResult(new(
                result.GetProperty("log").GetString()!,
                result.GetProperty("index").GetInt64(),
                result.GetProperty("id").GetGuid(),
                result.GetProperty("leaf_hash").GetString()!)); // A recorded event has them.
            return;
        }

        var problems = result.GetProperty("problems").EnumerateArray().Select(p => p.GetString() ?? "").ToList();
        receipt.TrySetException(result.GetProperty("status").GetString() == "refused"
            ? new AuditEventException([.. problems.Select(p => new AuditEventProblem("", p))])
            : new CliException(string.Join("; ", problems)));
    }
}
