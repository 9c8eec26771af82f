using System.CommandLine;
using System.Globalization;

namespace Cairn.Cli;

/// <summary><c>cairn export</c>: everything a query asks for, in a form for other programs.</summary>
internal static class ExportCommand
{
    public static Command Create(CliIo io, CommonOptions options)
    {
        var command = new CairnCommand("export", "Writes the entries a query asks for, oldest first, for other programs.")
        {
            Details = "The end says how many entries there are, and has the log's checkpoint: without an end the export is cut off. "
                + "An export to a file that breaks off goes on with --resume. " + QueryOptions.Details,
            Examples =
            [
                "cairn export --store sqlite:audit.db --out audit.ndjson",
                "cairn export 'action:auth.* since:30d' --store sqlite:audit.db --format csv --out auth.csv",
            ],
            ExitCodes = "0 done; 1 an entry is not as it was written; 2 could not be done",
        };
        var format = new Option<string>(
            "--format") { Description = "ndjson, json or csv.", HelpName = "FORM", DefaultValueFactory = _ => "ndjson" };
        format.AcceptOnlyFromAmong("ndjson", "json", "csv");
        var file = new Option<string>("--out") { Description = "The file. Without it, standard output.", HelpName = "FILE" };
        var gzip = new Option<bool>("--gzip") { Description = "Compresses the file with gzip." };
        var bom = new Option<bool>("--bom") { Description = "CSV begins with a byte order mark, as some spreadsheets want it." };
        var raw = new Option<bool>("--raw-cells")
        {
            Description = "CSV has no apostrophe before what a spreadsheet takes for a formula: for programs, not for spreadsheets.",
        };
        var resume = new Option<bool>(
            "--resume") { Description = "Goes on with an export to this file that broke off, with the same query and form." };
        var query = new QueryOptions().AddTo(command);
        var culture = CultureOption.Create();
        foreach (var option in (Option[])[format, file, gzip, bom, raw, resume, culture])
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => RunAsync(
            io,
            () => options.AskAsync(parsed, parsed.GetValue(culture) ?? "", cancellationToken),
            query.Read(parsed),
            new()
            {
                Format = parsed.GetValue(format) switch
                {
                    "csv" => AuditExportFormat.Csv,
                    "json" => AuditExportFormat.Json,
                    _ => AuditExportFormat.Ndjson,
                },
                IsCompressed = parsed.GetValue(gzip),
                HasByteOrderMark = parsed.GetValue(bom),
                DefusesFormulas = !parsed.GetValue(raw),
            },
            parsed.GetValue(file),
            parsed.GetValue(resume),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        CliIo io, Func<Task<AskedLog>> ask, AuditQuery query, AuditExportOptions form, string? file, bool resumes,
            CancellationToken cancellationToken)
    {
        if (file is null && (resumes || form.IsCompressed))
        {
            throw new CliException($"{(resumes ? "--resume" : "--gzip")} needs a file: add --out FILE.");
        }

        var open = await ask().ConfigureAwait(false);
        if (resumes && open.IsServer)
        {
            throw new CliException("--resume goes on with an export of a store. Through a server, ask for the rest: index-from:N, "
                + "N being one more than the last index that was written.");
        }

        await using var closing = open.ConfigureAwait(false);
        AuditExportEnd end;
        if (file is null)
        {
            var output = new TextStream(io.Output);
            await using var flushing = output.ConfigureAwait(false);
            end = await open.Reader.ExportAsync(query, output, form, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            var to = ExportFile.Open(file, resumes);
            await using var ending = to.ConfigureAwait(false);
            end = await open.Reader.ExportAsync(
                query, to.Output, form with { Resume = to.Mark, Progress = to }, cancellationToken).ConfigureAwait(false);
            to.End();
            io.Report(end.Entries < 0
                ? $"{file} is written."
                : string.Create(CultureInfo.InvariantCulture, $"{file} has {end.Entries} {(end.Entries == 1 ? "entry" : "entries")}."));
        }

        if (end.Unreadable > 0)
        {
            io.Report(string.Create(CultureInfo.InvariantCulture,
                $"{end.Unreadable} entries could not be read and were left out. Run: cairn verify"));
        }

        return end.Unreadable > 0 ? ExitCode.Refused : ExitCode.Done;
    }
}
