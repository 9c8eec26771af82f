using System.CommandLine;
using Cairn.Entries;
using Cairn.Reading;

namespace Cairn.Cli;

/// <summary><c>cairn show</c>: everything about one entry.</summary>
internal static class ShowCommand
{
    public static Command Create(CliIo io, CommonOptions options)
    {
        var entry = new Argument<string>("INDEX|ID") { Description = "The entry: its index in the log, or its event's id." };
        var json = new Option<bool>("--json") { Description = "One JSON object; the leaf in it is byte for byte what is hashed." };
        var culture = CultureOption.Create();
        var command = new CairnCommand(
            "show", "Shows everything about one entry: facts, personal data, what was erased, and the hashed bytes with their hash.")
        {
            Examples =
                ["cairn show 0 --store sqlite:audit.db", "cairn show 0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c01 --store sqlite:audit.db --json"],
            ExitCodes = "0 done; 1 the entry is not as it was written; 2 could not be done, or there is no such entry",
        };
        command.Add(entry);
        command.Add(json);
        command.Add(culture);
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(
                io,
                () => FindAsync(options, parsed, parsed.GetValue(culture) ?? "", EntryReference.Parse(parsed.GetRequiredValue(entry)),
                    cancellationToken),
                parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(CliIo io, Func<Task<(ReadEntry Entry, LogIdentity Log)>> find, bool json)
    {
        var (entry, log) = await find().ConfigureAwait(false);
        if (json)
        {
            io.Output.WriteLine(Printable.Json(EntryJson.Write(entry, log)));
        }
        else if (entry.View is { } view)
        {
            new EntryText(new Screen(io)).Write(view, entry.Sentence, log);
        }

        entry.ReportProblems(io);
        return entry.Problems.Count > 0 ? ExitCode.Refused : ExitCode.Done;
    }

    private static async Task<(ReadEntry Entry, LogIdentity Log)> FindAsync(
        CommonOptions options, ParseResult parsed, string culture, EntryReference reference, CancellationToken cancellationToken)
    {
        if (options.ReadServer(parsed) is { } connection)
        {
            using (connection)
            {
                using var json = await connection.GetJsonAsync($"events/{reference}", [], cancellationToken).ConfigureAwait(false);
                return ServerEntry.Read(json.RootElement);
            }
        }

        var open = await (options.Read(parsed) with { Culture = culture }).OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = open.ConfigureAwait(false);
        return (await reference.FindAsync(open, cancellationToken).ConfigureAwait(false), open.Log);
    }
}
