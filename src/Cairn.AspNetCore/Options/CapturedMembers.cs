namespace Cairn;

/// <summary>What events recorded during a request take from it. Everything, unless something is left out.</summary>
public sealed record CapturedMembers
{
    /// <summary>Everything.</summary>
    public static CapturedMembers All { get; } = new();

    /// <summary>How much of the client's address.</summary>
    public AddressDetail Address { get; init; }

    /// <summary>Whether the <c>User-Agent</c> header.</summary>
    public bool UserAgent { get; init; } = true;

    /// <summary>Whether the request's id.</summary>
    public bool RequestId { get; init; } = true;

    /// <summary>Whether the trace's id.</summary>
    public bool TraceId { get; init; } = true;

    /// <summary>Whether the session's id.</summary>
    public bool SessionId { get; init; } = true;

    /// <summary>Whether the route's pattern, as <c>http.route</c> in the metadata.</summary>
    public bool Route { get; init; } = true;

    /// <summary>Whether the request's method, as <c>http.method</c> in the metadata.</summary>
    public bool Method { get; init; } = true;

    /// <summary>Whether the actor's name.</summary>
    public bool Name { get; init; } = true;

    /// <summary>Whether the actor's e-mail address.</summary>
    public bool Email { get; init; } = true;

    /// <summary>Whether the actor's role.</summary>
    public bool Role { get; init; } = true;

    /// <summary>Whether how long the request took, in events that tell of the request as a whole.</summary>
    public bool Duration { get; init; } = true;
}
