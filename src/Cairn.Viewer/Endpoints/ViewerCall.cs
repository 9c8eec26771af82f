using System.Globalization;
using Cairn.Access;
using Cairn.AspNetCore.Api;
using Cairn.Manifests;
using Cairn.Viewer.Models;
using Cairn.Viewer.Words;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;

namespace Cairn.Viewer.Endpoints;

/// <summary>One call of a page.</summary>
internal sealed class ViewerCall(ApiCall call, PageWriter pages, string place)
{
    private ViewerContext? viewer;

    public ApiCall Api => call;

    public CancellationToken Cancelled => call.Cancelled;

    /// <summary>What the caller may see of the tenant's log, told in the caller's language.</summary>
    public IAuditReader Reader => call.Reader.ForCulture(SpokenCulture(call.Context));

    /// <summary>What every page of this call knows.</summary>
    public ViewerContext Viewer => viewer ??= new()
    {
        Root = place,
        HostRoot = call.Context.Request.PathBase.ToUriComponent().TrimEnd('/'),
        Tenant = call.Tenant,
        TenantInLinks = call.Text("tenant"),
        Words = PageWriter.WordsOf(call.Context),
        Zone = ZoneOf(call),
        ZoneInLinks = call.Text("zone"),
        Now = call.Log.Options.Clock.GetUtcNow(),
        Options = pages.Options,
        PersonTypes = [.. call.Log.Options.PersonTypes],
        MayExport = call.Access.May(AuditPermission.Export),
        MayProve = call.Access.May(AuditPermission.Prove),
        Me = call.Access.Actor,
    };

    /// <summary>Answers with a page.</summary>
    public Task WriteAsync<TPage, TModel>(string title, TModel model, int status = StatusCodes.Status200OK)
        where TPage : IComponent =>
        PageWriter.WriteAsync<TPage, TModel>(call.Context, Viewer, title, model, status);

    /// <summary>The caller's language for sentences, which a log may have in languages that the pages do not.</summary>
    private static string SpokenCulture(HttpContext context) => PageWriter.Languages(context).FirstOrDefault(CultureName.Is) ?? "";

    // Said in the address, or chosen by the switch, which leaves a cookie.
    private static TimeZoneInfo ZoneOf(ApiCall call) => call.Text("zone") is not null ? call.Zone()
        : call.Context.Request.Cookies["cairn_zone"] is { Length: > 0 and < 64 } chosen
            && TimeZoneInfo.TryFindSystemTimeZoneById(Uri.UnescapeDataString(chosen), out var zone) ? zone
        : TimeZoneInfo.Utc;
}
