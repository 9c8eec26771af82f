namespace Cairn;

/// <summary>
/// What holds for every event of a piece of work, such as a request or a job: who acts, for whom, in which tenant, from where.
/// An event takes from it only what it does not say itself.
/// </summary>
public sealed record AuditAmbient
{
    /// <summary>Nothing is known.</summary>
    public static AuditAmbient None { get; } = new();

    /// <summary>Who acts. An event that names the same actor by type and id takes the name, e-mail, phone and role it lacks.</summary>
    public AuditActor? Actor { get; init; }

    /// <summary>
    /// For whom the actor acts. It belongs to the actor of the same scope, or of the scope around it; an inner scope with an
    /// actor of its own starts anew.
    /// </summary>
    public AuditSubject? OnBehalfOf { get; init; }

    /// <summary>Whose log events go to that are recorded without <see cref="IAuditLog.ForTenant"/>.</summary>
    public string? Tenant { get; init; }

    /// <summary>From where it comes: source, address, user agent, request, trace, session and operation id.</summary>
    public AuditContext Context { get; init; } = AuditContext.None;

    /// <summary>Members of the metadata, such as a request's route and method. One that an event has already is left out.</summary>
    public IReadOnlyList<KeyValuePair<string, AuditValue>> Metadata { get; init; } = [];

    /// <summary>Adds a member to the metadata.</summary>
    public AuditAmbient With(string name, AuditValue? value) =>
        this with { Metadata = [.. Metadata ?? [], new(name, value ?? AuditValue.Null)] };
}
