using System.CommandLine;

namespace Cairn.Cli;

/// <summary><c>cairn doctor</c>: examines where a log is kept.</summary>
internal static class DoctorCommand
{
    public static Command Create(CliIo io, CommonOptions options)
    {
        var json = new Option<bool>("--json") { Description = "One JSON object: the verdict and every check." };
        var command = new CairnCommand("doctor", "Examines where the log is kept: what protects it there, and what weakens that.")
        {
            Details =
                """
                On PostgreSQL it examines roles, triggers, policies, rights, partitions, the server's settings and its clock. It also
                tries every forbidden statement, as every role that the login may become, and rolls it back. Run it as superuser to try
                them all. On SQLite it examines the schema, and who can read or write the files. It does not read the entries: cairn
                verify does.
                """,
            Examples = ["cairn doctor --store postgres://postgres@db.example.com/audit", "cairn doctor --store sqlite:audit.db --json"],
            ExitCodes = "0 no finding; 1 findings; 2 could not check",
        };
        command.Add(json);
        command.SetAction((parsed, cancellationToken) => RunAsync(io, options.ReadStore(parsed), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliIo io, StoreAddress address, bool json, CancellationToken cancellationToken)
    {
        var examination = new Examination($"{address}", await address.ExamineAsync(cancellationToken).ConfigureAwait(false));
        if (json)
        {
            io.Output.WriteLine(examination.ToJson());
        }
        else
        {
            examination.WriteTo(new Screen(io));
        }

        return examination.ExitCode;
    }
}
