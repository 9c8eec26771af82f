using Cairn.Access;
using Microsoft.AspNetCore.Http;

namespace Cairn.AspNetCore.Api;

/// <summary>A route of the API, and what it needs: metadata of its endpoint.</summary>
/// <param name="Method">The method.</param>
/// <param name="Pattern">The pattern behind the prefix.</param>
/// <param name="Permission">What the caller needs; <see cref="AuditPermission.ReadOwn"/>: one who reads every entry sees all.</param>
/// <param name="Run">Answers.</param>
internal sealed record ApiRoute(string Method, string Pattern, AuditPermission Permission, Func<ApiCall, Task> Run)
{
    /// <summary>Whether it names one tenant; if not, it needs none.</summary>
    public bool HasTenant { get; init; } = true;

    /// <summary>Whether a call that names no tenant is about one that the caller reaches, so that a page has something to show.</summary>
    public bool HasTenantByDefault { get; init; }

    /// <summary>How the caller is told that there is no answer, and why.</summary>
    public Func<HttpContext, ApiProblem, Task> Refuse { get; init; } = static (context, problem) => problem.WriteAsync(context);

    /// <summary>Whether the host may open it to everybody.</summary>
    public bool MayBePublic => Permission == AuditPermission.ReadTree;

    /// <summary>Every route: the role table's test walks all of them.</summary>
    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("POST", "/events", AuditPermission.Record, IngestEndpoint.RunAsync),
        new("GET", "/events", AuditPermission.ReadOwn, ListEndpoint.RunAsync),
        new("GET", "/events/{id}", AuditPermission.ReadOwn, EntryEndpoint.RunAsync),
        new("GET", "/events/{id}/proof", AuditPermission.Prove, ProofEndpoint.RunAsync),
        new("GET", "/count", AuditPermission.ReadOwn, CountEndpoint.RunAsync),
        new("GET", "/stats", AuditPermission.ReadOwn, StatisticsEndpoint.RunAsync),
        new("GET", "/export", AuditPermission.Export, ExportEndpoint.RunAsync),
        new("GET", "/tail", AuditPermission.ReadOwn, TailEndpoint.RunAsync),
        new("GET", "/across/events", AuditPermission.ReadAcross, ListEndpoint.RunAcrossAsync) { HasTenant = false },
        new("GET", "/actions", AuditPermission.ReadTree, ActionsEndpoint.RunAsync) { HasTenant = false },
        new("GET", "/checkpoint", AuditPermission.ReadTree, TreeEndpoints.CheckpointAsync),
        new("GET", "/vkey", AuditPermission.ReadTree, TreeEndpoints.VerifierKeyAsync),
        new("GET", "/tile/{**path}", AuditPermission.ReadTree, TreeEndpoints.TileAsync),
    ];
}
