using System.CommandLine;
using Cairn.Postgres;

namespace Cairn.Cli;

/// <summary><c>cairn migrate</c>: makes the schema of a PostgreSQL store, or brings it up to date.</summary>
internal static class MigrateCommand
{
    public static Command Create(CliIo io, CommonOptions options)
    {
        var script = new Option<bool>("--script") { Description = "Prints the SQL for psql instead, and needs no store." };
        var prefix = new Option<string>("--role-prefix")
        {
            Description = "The prefix of the roles' names. Roles belong to the whole server.",
            HelpName = "PREFIX",
            DefaultValueFactory = _ => SchemaRoles.DefaultPrefix,
        };
        var one = new Option<string>("--one-role")
        {
            Description = "Creates no roles and uses this one for everything. For servers where you cannot create roles. It protects less: "
                + "cairn doctor says what is missing.",
            HelpName = "ROLE",
        };
        var command = new CairnCommand("migrate", "Makes the schema of a PostgreSQL store, or brings it up to date.")
        {
            Details =
                """
                Run it as the database's owner or as superuser, not as the login that records. Each version is one transaction. It changes
                nothing if the schema is up to date, and refuses a newer schema. Until it has run, nothing in the database protects the
                log.
                """,
            Examples =
            [
                "cairn migrate --store postgres://owner@db.example.com/audit",
                "cairn migrate --script --role-prefix audit_ | psql --set ON_ERROR_STOP=1 --dbname audit",
            ],
            ExitCodes = "0 done, or nothing to do; 2 could not be done",
        };
        command.Add(script);
        command.Add(prefix);
        command.Add(one);
        command.SetAction((parsed, cancellationToken) =>
        {
            var roles = parsed.GetValue(one) is { } role ? SchemaRoles.One(role) : Prefixed(parsed.GetValue(prefix) ?? "");
            return parsed.GetValue(script)
                ? Task.FromResult(Print(io, roles))
                : RunAsync(io, options.ReadStore(parsed), roles, cancellationToken);
        });
        return command;
    }

    private static int Print(CliIo io, SchemaRoles roles)
    {
        io.Output.Write(new MigrationScript(Migration.All, roles).Text);
        return ExitCode.Done;
    }

    private static async Task<int> RunAsync(CliIo io, StoreAddress address, SchemaRoles roles, CancellationToken cancellationToken)
    {
        var postgres = address as PostgresStoreAddress
            ?? throw new CliException(
                "cairn migrate is for postgres:// stores. A SQLite file is created when the first event is recorded.");
        var database = postgres.Database();
        await using var closing = database.ConfigureAwait(false);
        var (from, to) = await new PostgresMigrator(database).MigrateAsync(roles, cancellationToken).ConfigureAwait(false);
        new Screen(io).WriteLine(from == to
            ? $"{database.Name} has schema version {to}: there is nothing to do."
            : $"{database.Name} went from {(from == 0 ? "no schema" : $"schema version {from}")} to version {to}.");
        return ExitCode.Done;
    }

    private static SchemaRoles Prefixed(string prefix)
    {
        try
        {
            return SchemaRoles.WithPrefix(prefix);
        }
        catch (ArgumentException)
        {
            throw new CliException(
                $"--role-prefix '{prefix}' is not a valid prefix: use a small letter, then small letters, "
                + "digits and '_', at most 40 characters.");
        }
    }
}
