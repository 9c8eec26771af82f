using System.Globalization;

namespace Cairn;

/// <summary>Who did it. Type, id and role stand in the leaf; name, e-mail and phone in deletable disclosures.</summary>
/// <param name="Type">What kind of actor: <c>user</c>, <c>service</c>, <c>system</c>, …</param>
/// <param name="Id">The application's id of the actor; <see langword="null"/> where there is none.</param>
public sealed record AuditActor(string Type, string? Id = null)
{
    internal const string UnknownType = "unknown";

    /// <summary>The application itself.</summary>
    public static AuditActor System { get; } = new("system");

    /// <summary>Nobody was named: who it was is not known.</summary>
    public static AuditActor Unknown { get; } = new(UnknownType);

    /// <summary>Somebody who did not sign in.</summary>
    public static AuditActor Anonymous { get; } = new("anonymous");

    /// <summary>A service or job by its name: who acts where no person does.</summary>
    public static AuditActor Service(string id, string? name = null) => new("service", id) { Name = name };

    /// <summary>A user by id.</summary>
    public static AuditActor User(string id, string? name = null) => new("user", id) { Name = name };

    /// <summary>A user whose id is a number.</summary>
    public static AuditActor User(long id, string? name = null) => User(id.ToString(CultureInfo.InvariantCulture), name);

    /// <summary>A user whose id is a UUID, as lower-case digits with hyphens.</summary>
    public static AuditActor User(Guid id, string? name = null) => User(id.ToString("D"), name);

    /// <summary>The name people know the actor by.</summary>
    public string? Name { get; init; }

    /// <summary>The actor's e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>The actor's phone number.</summary>
    public string? Phone { get; init; }

    /// <summary>The actor's role at the time.</summary>
    public string? Role { get; init; }

    /// <summary>For whom the actor did it: a support engineer as a customer.</summary>
    public AuditSubject? OnBehalfOf { get; init; }
}

/// <summary>A person (or thing) by type and id.</summary>
/// <param name="Type">What kind: <c>user</c>, <c>patient</c>, …</param>
/// <param name="Id">The application's id; <see langword="null"/>: nobody in particular.</param>
public sealed record AuditSubject(string Type, string? Id = null);
