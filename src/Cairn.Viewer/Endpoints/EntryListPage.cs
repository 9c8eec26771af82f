using Cairn.AspNetCore.Api;
using Cairn.Querying;
using Cairn.Viewer.Models;
using Cairn.Viewer.Pages;
using Microsoft.AspNetCore.Http;

namespace Cairn.Viewer.Endpoints;

/// <summary>The entries that a query asks for.</summary>
internal static class EntryListPage
{
    private const int PageSize = 50;

    public static async Task RunAsync(ViewerCall call)
    {
        var text = call.Api.Text("q") ?? "";
        var viewer = call.Viewer;
        try
        {
            if (FilterForm.Read(call) is { } added)
            {
                call.Api.Context.Response.Redirect(viewer.ToList($"{text} {added}".Trim()));
                return;
            }

            await ShowAsync(call, text).ConfigureAwait(false);
        }
        catch (AuditQueryException e)
        {
            var model = new ListModel(viewer) { Text = text, Error = e };
            await call.WriteAsync<ListPage, ListModel>(viewer.Words["ProblemInQuery"], model, StatusCodes.Status400BadRequest)
                .ConfigureAwait(false);
        }
    }

    private static async Task ShowAsync(ViewerCall call, string text)
    {
        var query = AuditQuery.Parse(text, call.Viewer.Zone) with
        {
            PageSize = PageSize,
            SearchTime = call.Api.Options.SearchTime,
        };
        var cursor = call.Api.Text("cursor");
        var page = await call.Reader.GetPageAsync(query, cursor, call.Cancelled).ConfigureAwait(false);
        call.Api.Trace.Viewed(call.Api, call.Api.Tenant, query.Format(), page.Entries.Count);
        var isEmpty = page.Read.Count == 0 && page.Gaps.Count == 0 && page.SearchedTo is null && cursor is null;
        await call.WriteAsync<ListPage, ListModel>(call.Viewer.Words["Entries"], new(call.Viewer)
        {
            Text = text,
            Conditions = [.. QueryText.Conditions(query)],
            Page = page,
            Cursor = cursor,
            Empty = isEmpty ? await Emptiness.WhyAsync(call, query).ConfigureAwait(false) : null,
            Actions = [.. call.Api.Log.Options.Intake.Catalog.Actions.Select(a => a.Name).Order(StringComparer.Ordinal)],
        }).ConfigureAwait(false);
    }
}

/// <summary>The fields of the filter menu: they become conditions of the query's text.</summary>
internal static class FilterForm
{
    /// <summary>The conditions, in the query language; <see langword="null"/>: the form was not sent.</summary>
    /// <exception cref="AuditQueryException">A field has a value that is none of its kind.</exception>
    public static string? Read(ViewerCall call)
    {
        var parts = new List<string>();
        Add("who", who => new AuditQuery { PersonName = who }.Format());
        Add("action", action => new AuditQuery { Actions = [action] }.Format());
        Add("outcome", outcome => $"outcome:{outcome}");
        Add("from", from => $"since:{from}");
        Add("to", to => $"until:{to}");
        var added = string.Join(' ', parts);
        _ = AuditQuery.Parse(added, call.Viewer.Zone);
        return call.Api.Text("filter") is null ? null : added;

        void Add(string field, Func<string, string> condition)
        {
            if (call.Api.Text(field)?.Trim() is { Length: > 0 } value)
            {
                parts.Add(condition(value));
            }
        }
    }
}
