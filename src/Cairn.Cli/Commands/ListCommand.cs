using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Cairn.Manifests;
using Cairn.Redaction;

namespace Cairn.Cli;

/// <summary><c>cairn list</c>: the newest entries, a sentence each.</summary>
internal static class ListCommand
{
    private const int PageSize = 500;

    public static Command Create(CliIo io, CommonOptions options)
    {
        var limit = new Option<int>("--limit")
        {
            Description = "How many entries at most.",
            HelpName = "N",
            DefaultValueFactory = _ => 50,
            CustomParser = Count,
        };
        var json = new Option<bool>("--json") { Description = "A JSON array, one entry a line, each as show --json has it." };
        var culture = CultureOption.Create();
        var command = new CairnCommand(
            "list", "Lists entries that a query asks for, newest first: index, time (UTC), outcome and a sentence.")
        {
            Details = QueryOptions.Details,
            Examples =
            [
                "cairn list --store sqlite:audit.db --limit 20",
                "cairn list 'actor:u1 outcome:failure,denied since:7d' --store sqlite:audit.db",
                "cairn list --store sqlite:audit.db --json",
            ],
            ExitCodes = "0 done; 1 an entry is not as it was written; 2 could not be done",
        };
        var oldest = new Option<bool>("--oldest-first") { Description = "The oldest entry first." };
        var query = new QueryOptions().AddTo(command);
        command.Add(limit);
        command.Add(oldest);
        command.Add(json);
        command.Add(culture);
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(
                io,
                () => options.AskAsync(parsed, parsed.GetValue(culture) ?? "", cancellationToken),
                query.Read(parsed) with { Order = parsed.GetValue(oldest) ? AuditOrder.OldestFirst : AuditOrder.NewestFirst },
                parsed.GetValue(limit),
                parsed.GetValue(json),
                cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        CliIo io, Func<Task<AskedLog>> ask, AuditQuery query, int limit, bool json, CancellationToken cancellationToken)
    {
        var open = await ask().ConfigureAwait(false);
        await using var closing = open.ConfigureAwait(false);
        IEntryList list = json ? new JsonList(io) : new TextList(io);
        var isDamaged = false;
        string? cursor = null;
        do
        {
            var page = await open.Reader.GetPageAsync(
                query with { PageSize = Math.Min(limit, PageSize) }, cursor, cancellationToken).ConfigureAwait(false);
            list.Log = page.Log ?? list.Log ?? open.Log;
            isDamaged |= query.Order == AuditOrder.NewestFirst ? Add(io, list, page) : AddOldest(io, list, page);
            (limit, cursor) = (limit - page.Read.Count, page.Next);
        }
        while (cursor is not null && limit > 0);
        list.End(await open.OlderAsync(cancellationToken).ConfigureAwait(false));
        return isDamaged ? ExitCode.Refused : ExitCode.Done;
    }

    /// <returns>Whether an entry is not as it was written, or missing.</returns>
    private static bool Add(CliIo io, IEntryList list, AuditPage page)
    {
        var missing = new Stack<AuditGap>(page.Gaps.Where(g => !g.IsExpired)); // They ascend: the newest is on top.
        var isDamaged = missing.Count > 0;
        foreach (var entry in page.Read)
        {
            Missing(io, list, missing, above: entry.Stored.Index);
            list.Add(entry);
            entry.ReportProblems(io);
            isDamaged |= entry.Problems.Count > 0;
        }

        Missing(io, list, missing, above: -1);
        return isDamaged;
    }

    private static bool AddOldest(CliIo io, IEntryList list, AuditPage page)
    {
        var missing = new Queue<AuditGap>(page.Gaps.Where(g => !g.IsExpired));
        var isDamaged = missing.Count > 0;
        foreach (var entry in page.Read)
        {
            while (missing.TryPeek(out var gap) && gap.From < entry.Stored.Index)
            {
                Missing(io, list, missing.Dequeue());
            }

            list.Add(entry);
            entry.ReportProblems(io);
            isDamaged |= entry.Problems.Count > 0;
        }

        while (missing.TryDequeue(out var gap))
        {
            Missing(io, list, gap);
        }

        return isDamaged;
    }

    private static void Missing(CliIo io, IEntryList list, AuditGap gap)
    {
        list.Missing(gap);
        io.Report($"{char.ToUpperInvariant(GapWords.Of(gap)[0])}{GapWords.Of(gap)[1..]}. Run: cairn verify");
    }

    // Those before the next entry, newest first.
    private static void Missing(CliIo io, IEntryList list, Stack<AuditGap> missing, long above)
    {
        while (missing.TryPeek(out var gap) && gap.From > above)
        {
            Missing(io, list, missing.Pop());
        }
    }

    private static int Count(ArgumentResult result)
    {
        if (result.Tokens is [{ Value: var text }]
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count > 0)
        {
            return count;
        }

        result.AddError($"--limit is a number from 1 to {int.MaxValue}.");
        return 0;
    }
}
