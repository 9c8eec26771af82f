namespace Cairn.AspNetCore.Endpoints;

/// <summary>How one endpoint is recorded.</summary>
internal sealed record AuditPlan(AuditAction Action, TargetTemplate? Target, TextTemplate? Reason)
{
    /// <summary>The event, as far as its values are known.</summary>
    public AuditEvent Event(TemplateValues values)
    {
        var e = Action.Event();
        if (Target is not null)
        {
            e = e with { Targets = [Target.Fill(values)] };
        }

        return Reason?.Fill(values) is { } reason ? e.Because(reason) : e;
    }

    /// <exception cref="ArgumentException">A template has not its form.</exception>
    public static AuditPlan Of(AuditAction action, string? target, string? reason) =>
        new(action, target is null ? null : TargetTemplate.Parse(target), reason is null ? null : TextTemplate.Parse(reason));

    public IEnumerable<TemplatePlace> Places => [.. Target?.Places ?? [], .. Reason?.Places ?? []];
}
