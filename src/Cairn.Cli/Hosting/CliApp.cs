using System.CommandLine;

namespace Cairn.Cli;

/// <summary>Runs one command line: parses it, runs the command, turns what goes wrong into one line and an exit code.</summary>
internal static class CliApp
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CliIo io, CancellationToken cancellationToken)
    {
        try
        {
            var code = await InvokeAsync(args, io, cancellationToken).ConfigureAwait(false);
            await io.Output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            return code;
        }
        catch (OutputClosedException)
        {
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception e)
        {
            // The last place: nobody is shown a stack trace who did not ask for one.
            return Failure.Report(e, io);
        }
    }

    private static async Task<int> InvokeAsync(IReadOnlyList<string> args, CliIo io, CancellationToken cancellationToken)
    {
        // No response files: an argument that begins with @ is what it says.
        var parsed = CommandTree.Create(io).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is not { ClearsParseErrors: true })
        {
            var asked = string.Join(' ', CommandTree.PathOf(parsed.CommandResult));
            throw new CliException($"{string.Join(" ", parsed.Errors.Select(e => e.Message))} See: {asked} --help");
        }

        var configuration = new InvocationConfiguration
        {
            Output = io.Output,
            Error = io.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // Interrupts does that, without a deadline: what was read is committed.
        };
        return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
    }
}
