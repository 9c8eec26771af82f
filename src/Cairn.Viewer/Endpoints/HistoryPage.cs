using Cairn.AspNetCore.Api;
using Cairn.Viewer.Models;
using Cairn.Viewer.Pages;

namespace Cairn.Viewer.Endpoints;

/// <summary>The history of one actor or target.</summary>
internal static class HistoryPage
{
    public static async Task RunAsync(ViewerCall call)
    {
        var subject = new AuditSubject(
            call.Api.Text("type") ?? throw ApiProblem.Bad(call.Viewer.Words["HistoryNeeds"]),
            call.Api.Text("id") ?? throw ApiProblem.Bad(call.Viewer.Words["HistoryNeeds"]));
        var isActor = call.Api.Text("of") switch
        {
            null or "target" => false,
            "actor" => true,
            _ => throw ApiProblem.Bad(call.Viewer.Words["HistoryNeeds"]),
        };
        var isOldestFirst = call.Api.Text("order") == "oldest";
        var query = (isActor ? new AuditQuery { Actor = subject } : new() { Target = subject }) with
        {
            Order = isOldestFirst ? AuditOrder.OldestFirst : AuditOrder.NewestFirst,
            SearchTime = call.Api.Options.SearchTime,
        };
        var page = await call.Reader.GetPageAsync(query, call.Api.Text("cursor"), call.Cancelled).ConfigureAwait(false);
        call.Api.Trace.Viewed(call.Api, call.Api.Tenant, query.Format(), page.Entries.Count);
        var model = new HistoryModel(call.Viewer, subject, isActor, isOldestFirst, page, query.Format(), Name(page, subject, isActor));
        await call.WriteAsync<HistoryView, HistoryModel>(call.Viewer.Words.Of("HistoryOf", model.Name), model).ConfigureAwait(false);
    }

    private static string Name(AuditPage page, AuditSubject subject, bool isActor) => page.Entries
        .Select(e => isActor ? e.Event.Actor.Name : e.Event.Targets.FirstOrDefault(t => t.Type == subject.Type && t.Id == subject.Id)?.Name)
        .FirstOrDefault(n => !string.IsNullOrEmpty(n)) ?? subject.Id ?? subject.Type;
}
