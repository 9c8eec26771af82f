using System.CommandLine;

namespace Cairn.Cli;

/// <summary>A query as it is typed behind a command, and the zone its dates are meant in.</summary>
internal sealed class QueryOptions
{
    /// <summary>What every command that asks says of the query.</summary>
    public const string Details = "A query is conditions, all of which must hold: actor:u1 action:auth.* outcome:failure,denied "
        + "target:container/web person:owner@example.com category:security source:web request:r1 operation:o1 ip:10.1.2.0/24 since:7d "
        + "until:2026-11-01 words \"of a phrase\". OR stands between choices, - or NOT before what must not hold, parentheses around what "
        + "belongs together. Put it in quotation marks of your shell.";

    private readonly Argument<string[]> query = new("QUERY")
    {
        Description = "What is asked for. Without it: everything.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> zone = new("--time-zone")
    {
        Description = "The zone in which dates of the query are meant, such as Europe/Berlin. Without it, this machine's.",
        HelpName = "ZONE",
    };

    public QueryOptions AddTo(Command command)
    {
        // What looks like an option and is none was mistyped.
        query.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(t => t.Value.StartsWith("--", StringComparison.Ordinal)) is { } wrong)
            {
                result.AddError($"Unrecognized option '{wrong.Value}'.");
            }
        });
        command.Add(query);
        command.Add(zone);
        return this;
    }

    /// <exception cref="CliException">It is no query, or no zone.</exception>
    public AuditQuery Read(ParseResult parsed)
    {
        try
        {
            return AuditQuery.Parse(string.Join(' ', parsed.GetValue(query) ?? []), ReadZone(parsed));
        }
        catch (AuditQueryException e)
        {
            throw new CliException($"The query cannot be read. {e.Message}");
        }
    }

    /// <exception cref="CliException">It is no zone.</exception>
    public TimeZoneInfo ReadZone(ParseResult parsed) => parsed.GetValue(zone) is not { } name ? TimeZoneInfo.Local
        : TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) ? found
        : throw new CliException($"--time-zone '{name}' is no zone that this machine knows: name one such as Europe/Berlin or UTC.");
}
