using Cairn.Primitives;

namespace Cairn.AspNetCore.Api;

/// <summary>Pages of entries.</summary>
internal static class ListEndpoint
{
    public static async Task RunAsync(ApiCall call)
    {
        var query = call.Query();
        var page = await call.Reader.GetPageAsync(query, call.Text("cursor"), call.Cancelled).ConfigureAwait(false);
        call.Trace.Viewed(call, call.Tenant, query.Format(), page.Entries.Count);
        await WriteAsync(call, page).ConfigureAwait(false);
    }

    /// <summary>Of several tenants, or of all that the caller reaches.</summary>
    public static async Task RunAcrossAsync(ApiCall call)
    {
        string[] tenants = call.Text("tenants")?.Split(',') ?? [];
        if (tenants.FirstOrDefault(t => !call.Access.Reaches(t)) is not null)
        {
            throw ApiProblem.Forbidden("One of these tenants' logs is not yours, or there is none.");
        }

        var query = call.Query();
        var page = await call.ReaderAcross(tenants).GetPageAsync(query, call.Text("cursor"), call.Cancelled).ConfigureAwait(false);

        // Whose entries were seen, in whose logs it is told; who saw nothing of anybody is told in their own.
        foreach (var seen in page.Entries.CountBy(e => e.Tenant))
        {
            call.Trace.Viewed(call, seen.Key, query.Format(), seen.Value);
        }

        if (page.Entries.Count == 0)
        {
            call.Trace.Viewed(call, Events.Tenants.Default, query.Format(), 0);
        }

        await WriteAsync(call, page).ConfigureAwait(false);
    }

    private static Task WriteAsync(ApiCall call, AuditPage page)
    {
        var json = new Utf8Buffer(16 << 10);
        EntryWriter.Write(page, json);
        return call.JsonAsync(json);
    }
}

/// <summary>One entry, by its event's id or its index.</summary>
internal static class EntryEndpoint
{
    public static async Task RunAsync(ApiCall call)
    {
        var entry = await FindAsync(call).ConfigureAwait(false);
        call.Trace.Viewed(call, call.Tenant, $"id:{entry.Id:D}", 1);
        var json = new Utf8Buffer(4 << 10);
        EntryWriter.Write(entry, json);
        await call.JsonAsync(json).ConfigureAwait(false);
    }

    /// <exception cref="ApiProblem">There is none that the caller may see.</exception>
    public static async Task<AuditEntry> FindAsync(ApiCall call)
    {
        var name = call.Context.GetRouteValueText("id") ?? "";
        var entry = Guid.TryParse(name, out var id) ? await call.Reader.FindAsync(id, call.Cancelled).ConfigureAwait(false)
            : long.TryParse(name, System.Globalization.NumberStyles.None, null, out var index)
                ? await call.Reader.FindAsync(index, call.Cancelled).ConfigureAwait(false)
                : throw ApiProblem.Bad("Name the entry by its event's id, a UUID, or by its index.");
        return entry ?? throw ApiProblem.NotFound("There is no such entry, or it has expired, or it is not yours to see.");
    }
}

/// <summary>How many entries there are.</summary>
internal static class CountEndpoint
{
    public static async Task RunAsync(ApiCall call)
    {
        var query = call.Query();
        var most = call.Text("exact") is "true" ? long.MaxValue : 10_000;
        var count = await call.Reader.CountAsync(query, most, call.Cancelled).ConfigureAwait(false);
        call.Trace.Viewed(call, call.Tenant, query.Format(), count.Count);
        await call.JsonAsync(
            new Utf8Buffer().Raw("{\"count\":"u8).Number(count.Count).Raw(count.IsMore ? ",\"is_more\":true}"u8 : ",\"is_more\":false}"u8))
            .ConfigureAwait(false);
    }
}

/// <summary>Counts by one or two dimensions.</summary>
internal static class StatisticsEndpoint
{
    public static async Task RunAsync(ApiCall call)
    {
        var query = call.Query();
        string[] by = call.Text("by")?.Split(',') ?? throw ApiProblem.Bad($"Say by what is counted: ?by=day,action. There are {Names}.");
        var grouping = by switch
        {
            [var one] => new AuditGrouping(DimensionOf(one)),
            [var one, var other] => new AuditGrouping(DimensionOf(one), DimensionOf(other)),
            _ => throw ApiProblem.Bad("Count by one or two: ?by=day,action"),
        };
        grouping = grouping with { Zone = call.Zone(), Most = call.Number("most", 1, AuditGrouping.LargestMost, 1_000) };
        var statistics = await call.Reader.GetStatisticsAsync(query, grouping, call.Cancelled).ConfigureAwait(false);
        call.Trace.Viewed(call, call.Tenant, query.Format(), statistics.Count);
        await call.JsonAsync(Write(statistics)).ConfigureAwait(false);
    }

    private static string Names => string.Join(", ", Enum.GetNames<AuditDimension>().Select(n => n.ToLowerInvariant()));

    private static AuditDimension DimensionOf(string name) =>
        Enum.GetValues<AuditDimension>().Select(d => (AuditDimension?)d)
            .FirstOrDefault(d => d.ToString()!.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw ApiProblem.Bad($"by: there are {Names}.");

    private static Utf8Buffer Write(AuditStatistics statistics)
    {
        var json = new Utf8Buffer(4 << 10).Raw("{\"groups\":["u8);
        for (var i = 0; i < statistics.Groups.Count; i++)
        {
            var group = statistics.Groups[i];
            Key(group.First, json.Raw(i == 0 ? "{\"first\":"u8 : ",{\"first\":"u8));
            if (group.Second is { } second)
            {
                Key(second, json.Raw(",\"second\":"u8));
            }

            json.Raw(",\"count\":"u8).Number(group.Count).Raw("}"u8);
        }

        return json.Raw("],\"count\":"u8).Number(statistics.Count).Raw(
            statistics.IsMore ? ",\"is_more\":true}"u8 : ",\"is_more\":false}"u8);
    }

    private static void Key(AuditGroupKey key, Utf8Buffer json)
    {
        json.Raw("{\"value\":"u8);
        EntryWriter.Text(key.Value, json);
        if (key.Name is { } name)
        {
            json.Raw(",\"name\":"u8).Quoted(name);
        }

        if (key is { From: { } from, Until: { } until })
        {
            json.Raw(",\"from\":\""u8).Time(from).Raw("\",\"until\":\""u8).Time(until).Raw("\""u8);
        }

        json.Raw("}"u8);
    }
}

/// <summary>The actions that are known, with their words and the shapes of their metadata: a page for an application's customers.</summary>
internal static class ActionsEndpoint
{
    public static Task RunAsync(ApiCall call)
    {
        var json = new Utf8Buffer(16 << 10).Raw("{\"actions\":["u8);
        var separator = ""u8;
        foreach (var action in call.Log.Options.Intake.Catalog.Actions.OrderBy(a => a.Name, StringComparer.Ordinal))
        {
            var words = action.Declaration.Manifest;
            json.Raw(separator).Raw("{\"name\":"u8).Quoted(action.Name).Raw(",\"category\":"u8).Quoted(action.Category);
            Pairs(",\"sentences\":"u8, words.Sentences, json);
            Pairs(",\"metadata\":"u8, words.Metadata ?? [], json);
            json.Raw("}"u8);
            separator = ","u8;
        }

        return call.JsonAsync(json.Raw("]}"u8));
    }

    private static void Pairs(ReadOnlySpan<byte> name, IReadOnlyList<KeyValuePair<string, string>> pairs, Utf8Buffer json)
    {
        json.Raw(name).Raw("{"u8);
        for (var i = 0; i < pairs.Count; i++)
        {
            json.Raw(i == 0 ? default : ","u8).Quoted(pairs[i].Key).Raw(":"u8).Quoted(pairs[i].Value);
        }

        json.Raw("}"u8);
    }
}
