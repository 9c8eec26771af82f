namespace Cairn;

/// <summary>Keeps an event that was small enough small enough: marks are longer than short secrets, and an event may hold very many.</summary>
internal static class RedactedSize
{
    public static AuditEvent Fit(AuditEvent original, AuditEvent redacted)
    {
        if (!EventJson.Exceeds(redacted, EventLimits.Bytes) || EventJson.Exceeds(original, EventLimits.Bytes))
        {
            return redacted;
        }

        var mark = AuditValue.Trusted(MaskRules.TooLarge.Json);
        return PersonalPaths.Follow(redacted with
        {
            Description = Shorter(original.Description, redacted.Description),
            Reason = Shorter(original.Reason, redacted.Reason),
            Outcome = redacted.Outcome with { Error = Shorter(original.Outcome.Error, redacted.Outcome.Error) },
            Changes = ReferenceEquals(original.Changes, redacted.Changes) ? redacted.Changes : [new AuditChange("", null, mark)],
            Metadata = ReferenceEquals(original.Metadata, redacted.Metadata) ? redacted.Metadata : [new("redacted", mark)],
            Personal = [.. redacted.Personal.Select(part => part with { Path = Root(part.Path, original, redacted) }).DistinctBy(part => part.Path)],
        });
    }

    private static string? Shorter(string? original, string? redacted) => ReferenceEquals(original, redacted) ? redacted : MaskRules.TooLarge.Mark;

    private static string Root(string path, AuditEvent original, AuditEvent redacted) =>
        JsonPointer.IsWithin(path, "/changes") && !ReferenceEquals(original.Changes, redacted.Changes) ? "/changes"
        : JsonPointer.IsWithin(path, "/metadata") && !ReferenceEquals(original.Metadata, redacted.Metadata) ? "/metadata"
        : path;
}
