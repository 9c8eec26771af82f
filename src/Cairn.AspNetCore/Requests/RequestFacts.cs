using System.Net;
using Cairn.AspNetCore.Tenancy;

namespace Cairn.AspNetCore.Requests;

/// <summary>Everything that is known of a request, before a tenant's wishes leave something out.</summary>
internal sealed record RequestFacts
{
    public required AuditActor Actor { get; init; }

    public TenantFinding Tenant { get; init; } = TenantFinding.None;

    public IPAddress? Address { get; init; }

    public string? UserAgent { get; init; }

    public string? RequestId { get; init; }

    public string? TraceId { get; init; }

    public string? SessionId { get; init; }

    public string? OperationId { get; init; }

    /// <summary>The route's pattern, or what else the code is called by.</summary>
    public string? Route { get; init; }

    public string? Method { get; init; }
}
