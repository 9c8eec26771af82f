namespace Cairn.AspNetCore.Tenancy;

/// <summary>What a request says about its tenant.</summary>
/// <param name="Tenant">Whose log its events go to; <see langword="null"/>: <c>default</c>.</param>
/// <param name="Claimed">What was said and does not count.</param>
/// <param name="IsWithoutLog">Whether it does not count because the tenant, though confirmed, has no log.</param>
internal sealed record TenantFinding(string? Tenant, string? Claimed, bool IsWithoutLog = false)
{
    public static TenantFinding None { get; } = new(null, null);
}
