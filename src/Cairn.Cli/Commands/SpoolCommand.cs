using System.CommandLine;
using Cairn.Spooling;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cairn.Cli;

/// <summary><c>cairn spool</c>: what a recorder's spool has set aside.</summary>
internal static class SpoolCommand
{
    public static Command Create(CliIo io, CommonOptions options)
    {
        var folder = new Option<DirectoryInfo>("--folder")
        {
            Description = "The spool's folder (CairnOptions.SpoolFolder). Without it, PATH.spool beside a SQLite file; "
                + "for PostgreSQL, where an application of this user on this host has it.",
            HelpName = "DIR",
        };
        var command = new CairnCommand(
            "spool",
            "Shows and handles what could not be recorded and was set aside: events that were refused for good, and damaged bytes.")
        {
            Examples = ["cairn spool list --store sqlite:audit.db", "cairn spool replay --store sqlite:audit.db"],
            ExitCodes = "0 done; 1 something is set aside, or refused again; 2 could not be read",
        };
        command.Add(options.AddTo(Add(folder, List(io, options, folder))));
        command.Add(options.AddTo(Add(folder, Show(io, options, folder))));
        command.Add(options.AddTo(Add(folder, Mend(io, options, folder))));
        command.Add(options.AddTo(Add(folder, Replay(io, options, folder))));
        command.Add(options.AddTo(Add(folder, Discard(io, options, folder))));
        return command;
    }

    private static CairnCommand List(CliIo io, CommonOptions options, Option<DirectoryInfo> folder)
    {
        var command = new CairnCommand(
            "list", "Lists what is set aside, the oldest first, what cannot be read, and how much waits to be committed.")
        {
            Examples = ["cairn spool list --store sqlite:audit.db", "cairn spool list --folder /var/lib/shop/cairn"],
            ExitCodes = "0 nothing is set aside; 1 something is, or a file cannot be read; 2 the spool could not be read",
        };
        command.SetAction(parsed => new SpoolView(Open(io, options, parsed, folder), io).List());
        return command;
    }

    private static CairnCommand Show(CliIo io, CommonOptions options, Option<DirectoryInfo> folder)
    {
        var name = Name();
        var command = new CairnCommand("show", "Prints one item: why it was set aside, and the event to mend.")
        {
            Examples =
                ["cairn spool show 20261121T093000.0000000Z-0199f3c87a107c449d3b5a2f3f9f6c01-17 --store sqlite:audit.db > item.json"],
            ExitCodes = "0 done; 2 there is no such item",
        };
        command.Add(name);
        command.SetAction(parsed => new SpoolView(Open(io, options, parsed, folder), io).Show(parsed.GetValue(name)!)); // Required.
        return command;
    }

    private static CairnCommand Mend(CliIo io, CommonOptions options, Option<DirectoryInfo> folder)
    {
        var name = Name();
        var file = new Option<FileInfo>(
            "--event") { Description = "The event as it should be: JSON of docs/spec/event.md.", HelpName = "FILE", Required = true };
        var command = new CairnCommand(
            "mend", "Replaces an event that was set aside by a corrected one. It records nothing: run replay next.")
        {
            Details = "An event that was refused because its id was taken needs a new id, or none.",
            Examples = ["cairn spool mend NAME --event mended.json --store sqlite:audit.db"],
            ExitCodes = "0 done; 1 the event breaks a rule; 2 there is no such item, or it cannot be written",
        };
        command.Add(name);
        command.Add(file);
        // Both required.
        command.SetAction(parsed => new SpoolMending(
            Open(io, options, parsed, folder), io).Mend(parsed.GetValue(name)!, parsed.GetValue(file)!.ToString()));
        return command;
    }

    private static CairnCommand Replay(CliIo io, CommonOptions options, Option<DirectoryInfo> folder)
    {
        var names =
            new Argument<string[]>("name") { Description = "The items; all events when none is named.", Arity = ArgumentArity.ZeroOrMore };
        var command = new CairnCommand(
            "replay", "Records events that were set aside, each under its own id, and removes them from the quarantine.")
        {
            Details =
                """
                The log already says that their numbers will not come, so the events are recorded without a number. Running it twice
                records nothing twice. Damaged bytes cannot be replayed. Look at them, and discard them when you are done.
                """,
            Examples = ["cairn spool replay --store sqlite:audit.db"],
            ExitCodes = "0 all recorded; 1 an event was refused again and stays; 2 could not record",
        };
        command.Add(names);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var address = options.Read(parsed);
            return await new SpoolReplay(Open(io, options, parsed, folder), address, io).RunAsync(
                parsed.GetValue(names) ?? [], cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static CairnCommand Discard(CliIo io, CommonOptions options, Option<DirectoryInfo> folder)
    {
        var names = new Argument<string[]>("name") { Description = "The items, as list names them.", Arity = ArgumentArity.OneOrMore };
        var command = new CairnCommand(
            "discard", "Deletes items that were set aside, for good, without recording them. The log still says that they were set aside.")
        {
            Examples = ["cairn spool discard NAME --store sqlite:audit.db"],
            ExitCodes = "0 done; 2 there is no such item",
        };
        command.Add(names);
        command.SetAction(parsed => new SpoolMending(Open(io, options, parsed, folder), io).Discard(parsed.GetValue(names) ?? []));
        return command;
    }

    private static Argument<string> Name() => new("name") { Description = "The item, as list names it." };

    private static CairnCommand Add(Option<DirectoryInfo> folder, CairnCommand command)
    {
        command.Add(folder);
        return command;
    }

    private static SpoolQuarantine Open(CliIo io, CommonOptions options, ParseResult parsed, Option<DirectoryInfo> folder)
    {
        var path = parsed.GetValue(folder)?.ToString() ?? options.ReadStore(parsed).SpoolFolder;
        return Directory.Exists(path)
            // The commands say themselves what could not be done.
            ? new(path, TimeProvider.System, new(NullLogger.Instance, TimeProvider.System))
            : throw new CliException($"There is no spool at {path}: name its folder with --folder.");
    }
}
