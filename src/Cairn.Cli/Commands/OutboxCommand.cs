using System.CommandLine;
using Cairn.Postgres;

namespace Cairn.Cli;

/// <summary><c>cairn outbox</c>: what an application's own database needs for its outbox.</summary>
internal static class OutboxCommand
{
    private const string Postgres = "postgres";

    public static Command Create(CliIo io)
    {
        var command = new CairnCommand(
            "outbox", "Prints the SQL of an outbox: the table in which an application records in its own transactions.")
        {
            Examples = ["cairn outbox script --schema shop | psql --set ON_ERROR_STOP=1 --dbname shop"],
            ExitCodes = "0 done; 2 a name is none",
        };
        command.Add(Script(io));
        return command;
    }

    private static CairnCommand Script(CliIo io)
    {
        var dialect =
            new Option<string>("--dialect") { Description = "Whose SQL it is.", HelpName = "NAME", DefaultValueFactory = _ => Postgres };
        dialect.AcceptOnlyFromAmong(Postgres);
        var schema = new Option<string>("--schema")
        {
            Description = "A schema of the application's own.",
            HelpName = "NAME",
            DefaultValueFactory = _ => new PostgresOutboxOptions().Schema
        };
        var table = new Option<string>("--table")
        {
            Description = "The table's name.",
            HelpName = "NAME",
            DefaultValueFactory = _ => new PostgresOutboxOptions().Table
        };
        var command = new CairnCommand(
            "script", "Prints the SQL that makes the outbox's table, for the application's own migrations. It needs no store.")
        {
            Details =
                "Running it again changes nothing. The guide says which rights the application and the relay need: docs/guide/outbox.md.",
            Examples = ["cairn outbox script > outbox.sql", "cairn outbox script --dialect postgres --schema shop --table audit_outbox"],
            ExitCodes = "0 done; 2 a name is none",
        };
        command.Add(dialect);
        command.Add(schema);
        command.Add(table);
        command.SetAction(parsed => Print(io, parsed.GetValue(schema)!, parsed.GetValue(table)!)); // Both have a default.
        return command;
    }

    private static int Print(CliIo io, string schema, string table)
    {
        try
        {
            io.Output.Write(new OutboxTable(schema, table).Script);
            return ExitCode.Done;
        }
        catch (ArgumentException e)
        {
            throw new CliException(e.Message);
        }
    }
}
