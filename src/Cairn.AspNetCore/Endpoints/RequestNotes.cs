namespace Cairn.AspNetCore.Endpoints;

/// <summary>What an endpoint told about its action. One for each scope of services; its code may tell from several threads.</summary>
internal sealed class RequestNotes : IAuditScope
{
    private static readonly AuditEvent Empty = new() { Action = "" };
    private readonly Lock gate = new();
    private AuditEvent told = Empty;
    private AuditOutcome? outcome;

    /// <inheritdoc/>
    public string? OperationId { get; set; }

    /// <summary>How it ended, where the endpoint says so.</summary>
    public AuditOutcome? Outcome
    {
        get
        {
            lock (gate)
            {
                return outcome;
            }
        }
    }

    public IReadOnlyList<AuditTarget> Targets
    {
        get
        {
            lock (gate)
            {
                return told.Targets;
            }
        }
    }

    /// <inheritdoc/>
    public IAuditScope Target(string type, string? id, string? name = null) => Tell(e => e.On(type, id, name));

    /// <inheritdoc/>
    public IAuditScope Change(string name, AuditValue? before, AuditValue? after) => Tell(e => e.Change(name, before, after));

    /// <inheritdoc/>
    public IAuditScope ChangeWhole(AuditValue? before, AuditValue? after) => Tell(e => e.ChangeWhole(before, after));

    /// <inheritdoc/>
    public IAuditScope Because(string? reason) => Tell(e => e.Because(reason));

    /// <inheritdoc/>
    public IAuditScope With(string name, AuditValue value) => Tell(e => e.With(name, value));

    /// <inheritdoc/>
    public IAuditScope Fail(string? error = null, string? code = null) => End(new(AuditResult.Failure, code, error));

    /// <inheritdoc/>
    public IAuditScope Deny(string? reason = null, string? code = null) => End(new(AuditResult.Denied, code, reason));

    /// <summary>The event with what was told; its own targets stay the first.</summary>
    public AuditEvent AddTo(AuditEvent e)
    {
        lock (gate)
        {
            return e with
            {
                Targets = [.. e.Targets, .. told.Targets],
                Changes = [.. e.Changes, .. told.Changes],
                Metadata = [.. told.Metadata, .. e.Metadata.Where(m => !told.Metadata.Any(t => t.Key == m.Key))],
                Reason = told.Reason ?? e.Reason,
            };
        }
    }

    private RequestNotes Tell(Func<AuditEvent, AuditEvent> tell)
    {
        lock (gate)
        {
            told = tell(told);
        }

        return this;
    }

    private RequestNotes End(AuditOutcome how)
    {
        lock (gate)
        {
            outcome = how;
        }

        return this;
    }
}
