namespace Cairn.AspNetCore.Refusals;

/// <summary>What makes two refusals the same.</summary>
internal sealed record RefusalKey(
    string? Tenant, string Action, string? Code, string? Route, string? ActorType, string? ActorId, string? Address, AuditTarget? Target)
{
    /// <summary>The coarser key, of which a host has only so many.</summary>
    public RefusalKey ByRoute() => new(Tenant, Action, Code, Route, null, null, null, null);
}
