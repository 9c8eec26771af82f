namespace Cairn.Server.Serving;

/// <summary>What happens to API keys, as the log tells it.</summary>
internal static class KeyActions
{
    public static readonly AuditAction Created =
        new AuditAction("api_key.created", AuditCategories.Security, "{actor} created the API key {target}")
            .WithMetadata("roles").WithMetadata("tenants").WithMetadata("expires_at");

    public static readonly AuditAction Rotated =
        new("api_key.rotated", AuditCategories.Security, "{actor} put a new key in the place of the API key {target}");

    public static readonly AuditAction Revoked = new("api_key.revoked", AuditCategories.Security, "{actor} revoked the API key {target}");

    public static readonly AuditAction SessionMade =
        new AuditAction("viewer_session.created", AuditCategories.Security, "{actor} opened the audit log to {target}")
            .WithMetadata("roles").WithMetadata("query").WithMetadata("minutes", AuditMetadataType.Number);

    public static readonly IReadOnlyList<AuditAction> All = [Created, Rotated, Revoked, SessionMade];
}
