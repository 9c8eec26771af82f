namespace Cairn;

/// <summary>
/// What is recorded of a context beside <see cref="StandardActions.RecordCreated"/>, <see cref="StandardActions.RecordUpdated"/> and
/// <see cref="StandardActions.RecordDeleted"/>.
/// </summary>
public static class EntityActions
{
    /// <summary>A statement changed rows that were not loaded: <c>ExecuteUpdate</c>, <c>ExecuteDelete</c>, SQL.</summary>
    public static AuditAction BulkChanged { get; } = new AuditAction(
        "records.changed", AuditCategories.Data, "{actor} changed {metadata.rows} rows of {target} by a statement")
        .WithMetadata("rows", AuditMetadataType.Integer)
        .WithMetadata("statement", AuditMetadataType.String)
        .WithMetadata("parameters", AuditMetadataType.Array);
}
