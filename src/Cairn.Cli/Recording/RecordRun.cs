using System.Threading.Channels;

namespace Cairn.Cli;

/// <summary>Records every line of the input: one loop reads and records, one answers in the same order.</summary>
internal sealed class RecordRun(Func<AuditEvent, Task<AuditReceipt>> record, CliIo io) : IDisposable
{
    private readonly InFlight inFlight = new();
    private readonly Channel<PendingLine> pending =
        Channel.CreateUnbounded<PendingLine>(new() { SingleReader = true, SingleWriter = true });

    /// <summary>Reads to the end of the input, or until it is stopped; what was read by then is committed and answered.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answers = new Answers(io, stop.Cancel);
        var reading = ReadAsync(stop.Token);
        await foreach (var line in pending.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            await answers.GiveAsync(line).ConfigureAwait(false);
            inFlight.Leave(line.Places);
            if (!pending.Reader.TryPeek(out var next) || !next.Receipt.IsCompleted)
            {
                await answers.FlushAsync().ConfigureAwait(false); // Nothing more to say for now, and somebody may wait for this receipt.
            }
        }

        await reading.ConfigureAwait(false);
        return answers.Finish(cancellationToken.IsCancellationRequested);
    }

    public void Dispose() => inFlight.Dispose();

    private async Task ReadAsync(CancellationToken stop)
    {
        try
        {
            var lines = new EventLines(io.Input);
            while (await lines.NextAsync(stop).ConfigureAwait(false) is { } line)
            {
                if (!line.IsBlank)
                {
                    var places = await inFlight.EnterAsync(line.Bytes.Length, stop).ConfigureAwait(false);
                    pending.Writer.TryWrite(new(line.Number, places, RecordAsync(line))); // An unbounded channel takes it.
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C, or the log takes nothing more: the answers say which.
        }
        finally
        {
            pending.Writer.Complete();
        }
    }

    // Queued before it first waits, so that entries have the order of their lines.
    private async Task<AuditReceipt> RecordAsync(EventLine line) =>
        await record(LineIntake.Parse(line)).ConfigureAwait(false);
}
