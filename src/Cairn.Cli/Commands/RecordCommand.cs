using System.CommandLine;

namespace Cairn.Cli;

/// <summary><c>cairn record</c>: events from standard input, receipts to standard output.</summary>
internal static class RecordCommand
{
    public static Command Create(CliIo io, CommonOptions options)
    {
        var command = new CairnCommand("record", "Records events from standard input, JSON, one a line, and prints a receipt for each.")
        {
            Details =
                """
                docs/spec/event.md describes the event JSON. Only "action" is required. Receipts are JSON, one a line, in the order of the
                input. Each comes as soon as its event is committed. A line that is not a valid event is reported with its number, and the
                other lines are recorded. A SQLite file and its key are created on first use. For PostgreSQL, run cairn migrate first. Its
                key is created if nothing was signed yet. A host without the key records all the same, and a host with the key signs.
                """,
            Examples =
            [
                """echo '{"action":"user.logged_in","actor":{"type":"user","id":"u1"}}' | cairn record --store sqlite:audit.db""",
                "tail -F events.ndjson | cairn record --store sqlite:audit.db --tenant acme",
                "tail -F events.ndjson | cairn record --store postgres://recorder@db.example.com/audit",
            ],
            ExitCodes = "0 all recorded; 1 a line, or the whole log, was refused; 2 could not record; 130 stopped by Ctrl-C, "
                + "what was read is committed",
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(io, options, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliIo io, CommonOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (options.ReadServer(parsed) is { } connection)
        {
            var server = new ServerLog(connection);
            await using var ending = server.ConfigureAwait(false);
            using var sent = new RecordRun(server.RecordAsync, io);
            return await sent.RunAsync(cancellationToken).ConfigureAwait(false);
        }

        var address = options.Read(parsed);
        if (address.LogId is not null)
        {
            throw new CliException("cairn record writes to the tenant's newest log only: leave --log out.");
        }

        if (io.InputIsTerminal)
        {
            io.Report("reading events from the terminal, one a line; Ctrl-D ends.");
        }

        var problems = new ProblemLog(io);
        var log = await address.Store.OpenForRecordingAsync(address.KeyFile, problems, io, cancellationToken).ConfigureAwait(false);
        int code;
        await using (log.ConfigureAwait(false))
        {
            var tenant = log.ForTenant(address.Tenant);
            using var run = new RecordRun(e => tenant.RecordAsync(e, CancellationToken.None), io);
            code = await run.RunAsync(cancellationToken).ConfigureAwait(false);
        }

        if (problems.SigningRefused is not { } refused || code != ExitCode.Done)
        {
            return code;
        }

        io.Report(refused);
        return ExitCode.Refused;
    }
}
