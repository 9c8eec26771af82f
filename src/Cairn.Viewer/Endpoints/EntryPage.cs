using System.Globalization;
using Cairn.AspNetCore.Api;
using Cairn.Viewer.Models;
using Cairn.Viewer.Pages;

namespace Cairn.Viewer.Endpoints;

/// <summary>One entry, by its index or its event's id.</summary>
internal static class EntryPage
{
    private const int MostOfOne = 20;

    // No index has requests and operations: they are looked for around the entry.
    private static readonly TimeSpan Around = TimeSpan.FromHours(1);

    public static async Task RunAsync(ViewerCall call)
    {
        var entry = await FindAsync(call).ConfigureAwait(false);
        call.Api.Trace.Viewed(call.Api, call.Api.Tenant, $"id:{entry.Id:D}", 1);
        var context = entry.Event.Context;
        var around = new AuditQuery
        {
            OccurredFrom = entry.OccurredAt - Around,
            OccurredUntil = entry.OccurredAt + Around,
            Order = AuditOrder.OldestFirst,
            PageSize = MostOfOne,
            SearchTime = call.Api.Options.SearchTime,
        };
        await call.WriteAsync<EntryView, EntryModel>(call.Viewer.Words.Of("EntryNumber", entry.Index), new(
            call.Viewer,
            entry,
            await OneAsync(call, new() { IndexFrom = entry.Index + 1, Order = AuditOrder.OldestFirst }).ConfigureAwait(false),
            await OneAsync(call, new() { IndexUntil = entry.Index }).ConfigureAwait(false),
            await OthersAsync(call, entry, context.RequestId is { } request ? around with { RequestId = request } : null)
                .ConfigureAwait(false),
            await OthersAsync(call, entry, context.OperationId is { } operation ? around with { OperationId = operation } : null)
                .ConfigureAwait(false))).ConfigureAwait(false);
    }

    private static async Task<AuditEntry> FindAsync(ViewerCall call)
    {
        var name = call.Api.Context.GetRouteValueText("id") ?? "";
        var entry = Guid.TryParseExact(name, "D", out var id) ? await call.Reader.FindAsync(id, call.Cancelled).ConfigureAwait(false)
            : IsIndex(name, out var index) ? await call.Reader.FindAsync(index, call.Cancelled).ConfigureAwait(false)
            : null;
        return entry ?? throw ApiProblem.NotFound(call.Viewer.Words["NoSuchEntry"]);
    }

    // One spelling for each number: no sign, no leading zeros.
    private static bool IsIndex(string text, out long index) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index)
            && index.ToString(CultureInfo.InvariantCulture) == text;

    private static async Task<AuditEntry?> OneAsync(ViewerCall call, AuditQuery query)
    {
        var page = await call.Reader.GetPageAsync(query with { PageSize = 1 }, null, call.Cancelled).ConfigureAwait(false);
        return page.Entries is [var one, ..] ? one : null;
    }

    private static async Task<IReadOnlyList<AuditEntry>> OthersAsync(ViewerCall call, AuditEntry entry, AuditQuery? query)
    {
        if (query is null)
        {
            return [];
        }

        var page = await call.Reader.GetPageAsync(query, null, call.Cancelled).ConfigureAwait(false);
        return [.. page.Entries.Where(e => e.Index != entry.Index)];
    }
}
