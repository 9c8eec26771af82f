using System.CommandLine;

namespace Cairn.Cli;

/// <summary><c>cairn doctor</c>: examines where a log is kept.</summary>
internal static class DoctorCommand
{
    public static Command Create(CliIo io, CommonOptions options)
    {
        var json = new Option<bool>("--json") { Description = "One JSON object: the verdict and every check." };
        var command = new CairnCommand("doctor", "Examines where the log is kept: whether its guards stand, and what weakens them.")
        {
            Details =
                """
                On PostgreSQL: roles, triggers, policies, rights, partitions, the server's settings and its clock; and every forbidden statement is tried, as
                every role the login may become, and rolled back. Run it as superuser to try them all. On SQLite: the schema, and who may touch the files.
                What the log says is not looked at: that is cairn verify.
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
