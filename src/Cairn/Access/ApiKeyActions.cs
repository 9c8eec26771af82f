namespace Cairn.Access;

/// <summary>What happens to API keys and links to the viewer, as the log tells it.</summary>
internal static class ApiKeyActions
{
    public static readonly AuditAction Created =
        new AuditAction("api_key.created", AuditCategories.Security, "{actor} created the API key {target}")
            .WithMetadata("roles", AuditMetadataType.String).WithMetadata("tenants", AuditMetadataType.String);

    public static readonly AuditAction Rotated =
        new("api_key.rotated", AuditCategories.Security, "{actor} put the API key {target} in the place of an older one");

    public static readonly AuditAction Revoked = new("api_key.revoked", AuditCategories.Security, "{actor} revoked the API key {target}");

    public static readonly AuditAction SessionCreated =
        new AuditAction("viewer_session.created", AuditCategories.Security, "{actor} opened the audit log to {target}")
            .WithMetadata("role", AuditMetadataType.String).WithMetadata("minutes", AuditMetadataType.Integer)
            .WithMetadata("query", AuditMetadataType.String);

    public static readonly IReadOnlyList<AuditAction> All = [Created, Rotated, Revoked, SessionCreated];

    /// <summary>The event of a change, for the log of each tenant whose key it is; of a key for all tenants for the default one.</summary>
    public static IEnumerable<(string Tenant, AuditEvent Event)> Events(AuditAction action, AuditActor by, ApiKey key)
    {
        var told = action.By(by).On("api_key", key.Id, key.Name);
        if (action == Created)
        {
            told = told.With("roles", string.Join(',', key.Roles)).With(
                "tenants", key.Tenants.Count == 0 ? "all" : string.Join(',', key.Tenants));
        }

        return (key.Tenants.Count == 0 ? [Cairn.Events.Tenants.Default] : key.Tenants).Select(tenant => (tenant, told));
    }
}
