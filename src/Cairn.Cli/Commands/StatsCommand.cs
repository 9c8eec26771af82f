using System.CommandLine;
using System.Globalization;
using Cairn.Primitives;

namespace Cairn.Cli;

/// <summary><c>cairn stats</c>: how many entries there are, by one or two dimensions.</summary>
internal static class StatsCommand
{
    private static readonly string[] Dimensions = [.. Enum.GetNames<AuditDimension>().Select(n => n.ToLowerInvariant())];

    public static Command Create(CliIo io, CommonOptions options)
    {
        var command = new CairnCommand("stats", "Counts the entries that a query asks for by one or two dimensions.")
        {
            Details = QueryOptions.Details,
            Examples =
            [
                "cairn stats --by action --store sqlite:audit.db",
                "cairn stats 'category:security since:30d' --by day,outcome --store sqlite:audit.db --json",
            ],
            ExitCodes = "0 done; 2 could not be done",
        };
        var by = new Option<string>("--by")
        {
            Description = $"By what: one of {string.Join(", ", Dimensions)}, or two with a comma between them.",
            HelpName = "DIMENSION[,DIMENSION]",
            DefaultValueFactory = _ => "action",
        };
        var limit = new Option<int>(
            "--limit") { Description = "How many groups at most: the largest.", HelpName = "N", DefaultValueFactory = _ => 1_000 };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var query = new QueryOptions().AddTo(command);
        command.Add(by);
        command.Add(limit);
        command.Add(json);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            io,
            () => options.AskAsync(parsed, "", cancellationToken),
            query.Read(parsed),
            Grouping(parsed.GetValue(by) ?? "") with { Zone = query.ReadZone(parsed), Most = Most(parsed.GetValue(limit)) },
            parsed.GetValue(json),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        CliIo io, Func<Task<AskedLog>> ask, AuditQuery query, AuditGrouping grouping, bool json, CancellationToken cancellationToken)
    {
        var open = await ask().ConfigureAwait(false);
        await using var closing = open.ConfigureAwait(false);
        var statistics = await open.Reader.GetStatisticsAsync(query, grouping, cancellationToken).ConfigureAwait(false);
        if (json)
        {
            io.Output.WriteLine(Printable.Json(Json(statistics)));
            return ExitCode.Done;
        }

        var screen = new Screen(io);
        var width = statistics.Groups.Select(g => Number(g.Count).Length).DefaultIfEmpty(0).Max();
        var first = statistics.Groups.Select(g => Words(g.First).Length).DefaultIfEmpty(0).Max();
        foreach (var group in statistics.Groups)
        {
            screen.WriteLine(
                Number(group.Count).PadLeft(width),
                "  ",
                group.Second is { } second ? $"{Words(group.First).PadRight(first)}  {Words(second)}" : Words(group.First));
        }

        var more = statistics.IsMore ? $" Only the {Number(grouping.Most)} largest groups are shown: --limit shows more." : "";
        screen.WriteLine(Piece.Faint($"{Number(statistics.Count)} {(statistics.Count == 1 ? "entry" : "entries")} in all.{more}"));
        return ExitCode.Done;
    }

    private static AuditGrouping Grouping(string text)
    {
        AuditDimension[] by = [.. text.Split(',').Select(Dimension)];
        return by switch
        {
            [var one] => new(one),
            [var one, var two] when one != two => new(one, two),
            _ => throw new CliException("--by takes one dimension, or two different ones with a comma between them."),
        };
    }

    private static AuditDimension Dimension(string name) => Array.IndexOf(Dimensions, name.Trim().ToLowerInvariant()) is >= 0 and var at
        ? (AuditDimension)at
        : throw new CliException($"--by '{name}' is none: use {string.Join(", ", Dimensions)}.");

    private static int Most(int limit) => limit is >= 1 and <= AuditGrouping.LargestMost ? limit
        : throw new CliException($"--limit is a number from 1 to {AuditGrouping.LargestMost}.");

    private static string Words(AuditGroupKey key) => key switch
    {
        { Value: null } => "(none)",
        { Name: { } name } => $"{key.Value} ({name})",
        _ => key.Value,
    };

    private static string Json(AuditStatistics statistics)
    {
        var json = new Utf8Buffer().Raw("{\"count\":"u8).Number(statistics.Count).Raw(
            statistics.IsMore ? ",\"more\":true"u8 : ",\"more\":false"u8);
        return json.Array(",\"groups\":"u8, statistics.Groups, static (json, group) =>
        {
            json.Raw("{\"count\":"u8).Number(group.Count);
            Key(json.Raw(",\"first\":"u8), group.First);
            if (group.Second is { } second)
            {
                Key(json.Raw(",\"second\":"u8), second);
            }

            json.Raw("}"u8);
        }).Raw("}"u8).ToString();
    }

    private static void Key(Utf8Buffer json, AuditGroupKey key)
    {
        _ = key.Value is { } value ? json.Raw("{\"value\":"u8).Quoted(value) : json.Raw("{\"value\":null"u8);
        if (key.Name is { } name)
        {
            json.Raw(",\"name\":"u8).Quoted(name);
        }

        if (key is { From: { } from, Until: { } until })
        {
            json.Raw(",\"from\":"u8).Quoted(RfcTime.Format(from)).Raw(",\"until\":"u8).Quoted(RfcTime.Format(until));
        }

        json.Raw("}"u8);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
