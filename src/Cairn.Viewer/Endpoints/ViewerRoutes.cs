using Cairn.Access;
using Cairn.AspNetCore.Api;

namespace Cairn.Viewer.Endpoints;

/// <summary>The pages, and what their scripts ask for.</summary>
internal static class ViewerRoutes
{
    public static IEnumerable<ApiRoute> All(CairnViewerOptions options)
    {
        var pages = new PageWriter(options);
        return
        [
            Page("/", AuditPermission.ReadOwn, EntryListPage.RunAsync),
            Page("/counts", AuditPermission.ReadOwn, CountsPage.RunAsync),
            Page("/history", AuditPermission.ReadOwn, HistoryPage.RunAsync),
            Page("/overview", AuditPermission.ReadOwn, OverviewPage.RunAsync),
            Page("/entries/{id}", AuditPermission.ReadOwn, EntryPage.RunAsync),
            Data("/entries/{id}/proof", AuditPermission.Prove, ProofEndpoint.RunAsync),
            Data("/export", AuditPermission.Export, ExportEndpoint.RunAsync),
            Data("/tail", AuditPermission.ReadOwn, TailEndpoint.RunAsync),
            Data("/checkpoint", AuditPermission.ReadTree, TreeEndpoints.CheckpointAsync),
            Data("/vkey", AuditPermission.ReadTree, TreeEndpoints.VerifierKeyAsync),
            Data("/tile/{**path}", AuditPermission.ReadTree, TreeEndpoints.TileAsync),
        ];

        ApiRoute Page(string pattern, AuditPermission permission, Func<ViewerCall, Task> run) =>
            new("GET", pattern, permission, call => run(new(call, pages, ViewerPlace.Of(call.Context, pattern))))
            {
                HasTenantByDefault = true,
                Refuse = (context, problem) => pages.RefuseAsync(context, ViewerPlace.Of(context, pattern), problem),
            };

        static ApiRoute Data(string pattern, AuditPermission permission, Func<ApiCall, Task> run) =>
            new("GET", pattern, permission, run) { HasTenantByDefault = true };
    }
}
