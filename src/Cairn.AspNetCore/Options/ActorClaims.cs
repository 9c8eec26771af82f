using System.Security.Claims;

namespace Cairn;

/// <summary>Which claims say who acts. Of each list the first type that a signed-in identity has counts.</summary>
public sealed class ActorClaims
{
    /// <summary>The actor's id. By default that of ASP.NET Core Identity, then <c>sub</c>.</summary>
    public IList<string> Id { get; } = [ClaimTypes.NameIdentifier, "sub"];

    /// <summary>The name people know the actor by.</summary>
    public IList<string> Name { get; } = [ClaimTypes.Name, "name", "preferred_username"];

    /// <summary>The e-mail address.</summary>
    public IList<string> Email { get; } = [ClaimTypes.Email, "email"];

    /// <summary>The role at the time. Several are joined by commas.</summary>
    public IList<string> Role { get; } = [ClaimTypes.Role, "role", "roles"];

    /// <summary>The session's id.</summary>
    public IList<string> Session { get; } = [ClaimTypes.Sid, "sid"];

    /// <summary>The id of a program that acts in its own name, where there is no claim with an id of a person.</summary>
    public IList<string> Client { get; } = ["client_id", "azp"];

    /// <summary>
    /// The claim of RFC 8693 that names who really acts, a JSON object with <c>sub</c>: that person is then the actor, and acts on behalf
    /// of the person the other claims name.
    /// </summary>
    public IList<string> Acting { get; } = [ClaimTypes.Actor, "act"];

    /// <summary>The type of an actor who is a person.</summary>
    public string Type { get; set; } = "user";
}
