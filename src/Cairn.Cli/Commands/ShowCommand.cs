using System.CommandLine;
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
                options.Read(parsed) with { Culture = parsed.GetValue(culture) ?? "" },
                EntryReference.Parse(parsed.GetRequiredValue(entry)),
                parsed.GetValue(json),
                cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        CliIo io,
        LogAddress address,
        EntryReference reference,
        bool json,
        CancellationToken cancellationToken)
    {
        var open = await address.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = open.ConfigureAwait(false);
        var entry = await reference.FindAsync(open, cancellationToken).ConfigureAwait(false);
        if (json)
        {
            io.Output.WriteLine(Printable.Json(EntryJson.Write(entry, open.Log)));
        }
        else if (entry.View is { } view)
        {
            new EntryText(new Screen(io)).Write(view, entry.Sentence, open.Log);
        }

        entry.ReportProblems(io);
        return entry.Problems.Count > 0 ? ExitCode.Refused : ExitCode.Done;
    }
}
