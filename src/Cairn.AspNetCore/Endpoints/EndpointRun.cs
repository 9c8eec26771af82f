using Cairn.AspNetCore.Requests;

namespace Cairn.AspNetCore.Endpoints;

/// <summary>One call of an audited endpoint: begun before its code runs, completed when its outcome is known.</summary>
internal sealed class EndpointRun(AuditPlan plan, TemplateValues values, RequestNotes notes, AuditOperation operation)
{
    public string OperationId => operation.Id;

    /// <summary>What the call is about; filters add arguments and result.</summary>
    public TemplateValues Values => values;

    /// <summary>Begins: when it returns, the intent is in the spool.</summary>
    public static EndpointRun Begin(IAuditLog audit, AuditPlan plan, TemplateValues values, RequestNotes notes)
    {
        var operation = audit.Begin(plan.Event(values));
        notes.OperationId = operation.Id;
        return new(plan, values, notes, operation);
    }

    /// <param name="outcome">How it ended, where the endpoint does not say so itself.</param>
    /// <param name="actor">Who it was, seen at the end: somebody may have signed in.</param>
    /// <param name="duration">How long it took; <see langword="null"/>: it is not told.</param>
    public void Complete(AuditOutcome outcome, AuditActor? actor, TimeSpan? duration) =>
        operation.Complete(notes.Outcome ?? outcome, e => Ended(e, actor) with { Duration = duration });

    private AuditEvent Ended(AuditEvent intent, AuditActor? actor)
    {
        var known = plan.Event(values);
        var e = intent with
        {
            Targets = notes.Targets.Count > 0 ? [.. known.Targets.Where(t => t.Id is not null)] : known.Targets,
            Reason = known.Reason,
            Actor = actor is not null && intent.Actor.Type == AuditActor.Anonymous.Type ? actor : intent.Actor,
        };
        return notes.AddTo(e);
    }
}
