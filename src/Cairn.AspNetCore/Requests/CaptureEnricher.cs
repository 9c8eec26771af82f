namespace Cairn.AspNetCore.Requests;

/// <summary>Tells every event what is around it.</summary>
internal sealed class CaptureEnricher(RequestFlow flow, HttpCaptureOptions options) : IAuditEnricher
{
    /// <inheritdoc/>
    public AuditAmbient? Enrich(AuditEvent auditEvent, string? tenant) => flow.Current?.Read().Shape(options, tenant);
}
