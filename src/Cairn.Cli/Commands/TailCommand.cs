using System.CommandLine;
using Cairn.Primitives;

namespace Cairn.Cli;

/// <summary><c>cairn tail</c>: new entries as they come in.</summary>
internal static class TailCommand
{
    public static Command Create(CliIo io, CommonOptions options)
    {
        var command = new CairnCommand("tail", "Shows new entries that a query asks for, each within a second, until it is interrupted.")
        {
            Details = "--json prints each entry's position, too: --after goes on behind it, so that nothing is missed and nothing comes twice. "
                + QueryOptions.Details,
            Examples =
            [
                "cairn tail --store sqlite:audit.db",
                "cairn tail 'outcome:failure,denied' --store sqlite:audit.db --json",
            ],
            ExitCodes = "0 nobody reads its output any more; 2 could not be done; 130 interrupted",
        };
        var json = new Option<bool>("--json") { Description = "A JSON object a line: position, and the entry as show --json has it." };
        var after = new Option<string>(
            "--after") { Description = "Goes on behind this position. Without it, with what is recorded from now on.",
            HelpName = "POSITION" };
        var query = new QueryOptions().AddTo(command);
        var culture = CultureOption.Create();
        command.Add(json);
        command.Add(after);
        command.Add(culture);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            io,
            () => options.AskAsync(parsed, parsed.GetValue(culture) ?? "", cancellationToken),
            query.Read(parsed),
            parsed.GetValue(json),
            parsed.GetValue(after),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        CliIo io, Func<Task<AskedLog>> ask, AuditQuery query, bool json, string? after, CancellationToken cancellationToken)
    {
        var open = await ask().ConfigureAwait(false);
        await using var closing = open.ConfigureAwait(false);
        var list = new TextList(io);
        try
        {
            await foreach (var (entry, position) in open.Reader.TailAsync(query, after, cancellationToken).ConfigureAwait(false))
            {
                if (json)
                {
                    var line = new Utf8Buffer().Raw("{\"position\":"u8).Quoted(position).Raw(",\"entry\":"u8).Raw(entry.ToJson()).Raw(
                        "}"u8);
                    io.Output.WriteLine(Printable.Json(line.ToString()));
                }
                else
                {
                    list.Add(entry.Source);
                }

                entry.Source.ReportProblems(io);
                await io.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ArgumentException e) when (after is not null)
        {
            throw new CliException($"--after: {e.Message}");
        }

        return ExitCode.Done;
    }
}
