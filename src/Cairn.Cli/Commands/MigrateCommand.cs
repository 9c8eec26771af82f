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
            Description = "What the names of the roles begin with: roles belong to the whole server.",
            HelpName = "PREFIX",
            DefaultValueFactory = _ => SchemaRoles.DefaultPrefix,
        };
        var one = new Option<string>("--one-role")
        {
            Description = "Makes no roles: this one, which migrates and records, is all of them. For servers where none can be made; weaker, as cairn doctor says.",
            HelpName = "ROLE",
        };
        var command = new CairnCommand("migrate", "Makes the schema of a PostgreSQL store, or brings it up to date.")
        {
            Details =
                """
                Run it as the database's owner or as superuser, not as the login that records. Each version is one transaction; what is up to date is left
                alone, and a newer schema is refused. Until it has run, nothing guards the log.
                """,
            Examples =
            [
                "cairn migrate --store postgres://owner@db.example.com/audit",
                "cairn migrate --script --role-prefix audit_ | psql --set ON_ERROR_STOP=1 --dbname audit",
            ],
            ExitCodes = "0 done, or nothing to do; 2 could not",
        };
        command.Add(script);
        command.Add(prefix);
        command.Add(one);
        command.SetAction((parsed, cancellationToken) =>
        {
            var roles = parsed.GetValue(one) is { } role ? SchemaRoles.One(role) : Prefixed(parsed.GetValue(prefix) ?? "");
            return parsed.GetValue(script) ? Task.FromResult(Print(io, roles)) : RunAsync(io, options.ReadStore(parsed), roles, cancellationToken);
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
            ?? throw new CliException("cairn migrate is for postgres:// stores: a SQLite file is made when it is first recorded to.");
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
            throw new CliException($"--role-prefix '{prefix}' is no prefix for roles: a small letter, then small letters, digits and '_', at most 40 characters.");
        }
    }
}
