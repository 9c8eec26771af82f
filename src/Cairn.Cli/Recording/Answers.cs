namespace Cairn.Cli;

/// <summary>What the sender is told of each line: a receipt, or what is wrong with it.</summary>
internal sealed class Answers(CliIo io, Action stop)
{
    private bool refused;
    private bool nobodyReads;
    private long failed;
    private long firstFailed;
    private Exception? failure;

    public async Task GiveAsync(PendingLine line)
    {
        try
        {
            Write(await line.Receipt.ConfigureAwait(false));
        }
        catch (Exception e) when (e is AuditEventException or AuditConflictException)
        {
            refused = true;
            io.Report($"line {line.Number}: {e.Message}");
        }
        catch (Exception e)
        {
            // The store or the signer takes nothing: what follows would fare the same, and reading on would lose it.
            failure ??= e;
            firstFailed = failed++ == 0 ? line.Number : firstFailed;
            stop();
        }
    }

    public async Task FlushAsync()
    {
        try
        {
            await io.Output.FlushAsync().ConfigureAwait(false);
        }
        catch (OutputClosedException)
        {
            nobodyReads = true; // The events are still to be recorded.
        }
    }

    /// <summary>Says what was not recorded.</summary>
    /// <returns>The exit code.</returns>
    public int Finish(bool interrupted)
    {
        if (failure is not null)
        {
            var others = failed > 1 ? $", nor were {failed - 1} of the lines after it that were read" : "";
            Failure.Report(failure, io, $"line {firstFailed} was not recorded{others}: ");
            return Failure.CodeOf(failure);
        }

        return interrupted ? ExitCode.Interrupted : refused ? ExitCode.Refused : ExitCode.Done;
    }

    private void Write(AuditReceipt receipt)
    {
        if (nobodyReads)
        {
            return;
        }

        try
        {
            io.Output.WriteLine(
                $$"""{"log":"{{receipt.Log}}","index":{{receipt.Index}},"id":"{{receipt.Id:D}}","leaf_hash":"{{receipt.LeafHash}}"}""");
        }
        catch (OutputClosedException)
        {
            nobodyReads = true;
        }
    }
}
