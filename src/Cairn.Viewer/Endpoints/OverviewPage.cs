using System.Globalization;
using Cairn.Viewer.Models;
using Cairn.Viewer.Pages;

namespace Cairn.Viewer.Endpoints;

/// <summary>What goes on: events by day and outcome, who and what is most, what was refused, what is new this week.</summary>
internal static class OverviewPage
{
    private const int MostRefusals = 8;
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public static async Task RunAsync(ViewerCall call)
    {
        var days = call.Api.Number("days", 1, 366, 14);
        var query = new AuditQuery { NewerThan = TimeSpan.FromDays(days), SearchTime = call.Api.Options.SearchTime };
        var bars = await TimeBars.ReadAsync(call.Reader, query, call.Viewer.Zone, call.Cancelled).ConfigureAwait(false);
        call.Api.Trace.Viewed(
            call.Api, call.Api.Tenant, string.Create(CultureInfo.InvariantCulture, $"overview: {query.Format()}"), bars.Count);
        var refusals = await call.Reader.GetPageAsync(
            query with { Outcomes = [AuditResult.Denied], PageSize = MostRefusals }, null, call.Cancelled).ConfigureAwait(false);
        var actors = await CountsPage.FacetAsync(
            call, query, "Actor", AuditDimension.Actor, key => new() { Actor = CountsPage.SubjectOf(key) }).ConfigureAwait(false);
        var actions = await CountsPage.FacetAsync(call, query, "Action", AuditDimension.Action, key => new() { Actions = [key] })
            .ConfigureAwait(false);
        var model = new OverviewModel(
            call.Viewer, days, bars, actors, actions, refusals.Entries, await NewAsync(call).ConfigureAwait(false));
        await call.WriteAsync<OverviewView, OverviewModel>(call.Viewer.Words["Overview"], model).ConfigureAwait(false);
    }

    // Actions of this week that no entry before has.
    private static async Task<IReadOnlyList<FacetValue>> NewAsync(ViewerCall call)
    {
        var before = await FacetAsync(new() { OlderThan = Week }).ConfigureAwait(false);
        var now = await FacetAsync(new() { NewerThan = Week }).ConfigureAwait(false);
        var known = before.Values.Select(v => v.Text).ToHashSet(StringComparer.Ordinal);
        return [.. now.Values.Where(v => !known.Contains(v.Text))];

        Task<Facet> FacetAsync(AuditQuery query) => CountsPage.FacetAsync(
            call,
            query with { SearchTime = call.Api.Options.SearchTime },
            "Action",
            AuditDimension.Action,
            key => new() { Actions = [key] },
            10_000);
    }
}
