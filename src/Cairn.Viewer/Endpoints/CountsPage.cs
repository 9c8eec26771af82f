using Cairn.Querying;
using Cairn.Viewer.Models;

namespace Cairn.Viewer.Endpoints;

/// <summary>Counts of what a query asks for: over time, and by action, outcome, actor and source. A script puts them beside the list.</summary>
internal static class CountsPage
{
    private const int MostValues = 8;

    public static async Task RunAsync(ViewerCall call)
    {
        var query = AuditQuery.Parse(call.Api.Text("q") ?? "", call.Viewer.Zone) with { SearchTime = call.Api.Options.SearchTime };
        var bars = await TimeBars.ReadAsync(call.Reader, query, call.Viewer.Zone, call.Cancelled).ConfigureAwait(false);
        call.Api.Trace.Viewed(call.Api, call.Api.Tenant, query.Format(), bars.Count);
        Facet[] facets =
        [
            new("Outcome", [.. Outcomes(bars).Where(o => o.Count > 0).Select(
                o => new FacetValue(call.Viewer.Words[$"Outcome.{o.Name}"], $"outcome:{o.Name}", o.Count))]),
            await FacetAsync(call, query, "Action", AuditDimension.Action, key => new() { Actions = [key] }).ConfigureAwait(false),
            await FacetAsync(call, query, "Actor", AuditDimension.Actor, key => new() { Actor = SubjectOf(key) }).ConfigureAwait(false),
            await FacetAsync(call, query, "Source", AuditDimension.Source, key => new() { Source = key }).ConfigureAwait(false),
        ];
        await call.WriteAsync<Pages.CountsView, CountsModel>(
            call.Viewer.Words["Counts"], new(call.Viewer, [.. QueryText.Conditions(query)], bars, facets)).ConfigureAwait(false);
    }

    private static IEnumerable<(string Name, long Count)> Outcomes(TimeBars bars) =>
    [
        ("success", bars.Bars.Sum(b => b.Success)), ("failure", bars.Bars.Sum(b => b.Failure)),
        ("denied", bars.Bars.Sum(b => b.Denied)), ("unfinished", bars.Bars.Sum(b => b.Unfinished)),
    ];

    /// <summary>The largest groups of one dimension.</summary>
    public static async Task<Facet> FacetAsync(
        ViewerCall call, AuditQuery query, string name, AuditDimension dimension, Func<string, AuditQuery> condition, int most = MostValues)
    {
        var statistics = await call.Reader.GetStatisticsAsync(query, new(dimension) { Most = most }, call.Cancelled).ConfigureAwait(false);
        return new(name,
        [
            .. statistics.Groups.Where(g => g.First.Value is { Length: > 0 }).Select(g => new FacetValue(
                g.First.Name ?? g.First.Value!.TrimEnd('/'), condition(g.First.Value!).Format(), g.Count)), // It has a value.
        ]);
    }

    /// <summary>An actor or target, as counts name it.</summary>
    public static AuditSubject SubjectOf(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return new(key[..slash], key[(slash + 1)..] is { Length: > 0 } id ? id : null);
    }
}
