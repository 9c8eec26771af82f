namespace Cairn;

/// <summary>
/// What an endpoint knows about its own action, told while it runs: <c>scope.Target("member", id).Change("role", "user",
/// "operator")</c>. It stands in the entry of the endpoint (<c>.Audit(…)</c>), or in the entry of the refusal where the request is
/// refused. Inject it; it is the request's own.
/// </summary>
public interface IAuditScope
{
    /// <summary>The id that links everything recorded by this request's endpoint; <see langword="null"/>: it is not audited.</summary>
    string? OperationId { get; }

    /// <summary>Adds a target. Said before a refusal, it names what was refused.</summary>
    IAuditScope Target(string type, string? id, string? name = null);

    /// <summary>Adds a change of the member <paramref name="name"/>, or of the JSON Pointer when it begins with a slash.</summary>
    IAuditScope Change(string name, AuditValue? before, AuditValue? after);

    /// <summary>Adds a whole value's change.</summary>
    IAuditScope ChangeWhole(AuditValue? before, AuditValue? after);

    /// <summary>Says why, in the words of whoever does it.</summary>
    IAuditScope Because(string? reason);

    /// <summary>Adds a member to the metadata.</summary>
    IAuditScope With(string name, AuditValue value);

    /// <summary>Says that it failed, whatever status the response has.</summary>
    IAuditScope Fail(string? error = null, string? code = null);

    /// <summary>Says that it was not allowed, whatever status the response has.</summary>
    IAuditScope Deny(string? reason = null, string? code = null);
}
