using System.Net;

namespace Cairn;

/// <summary>From where an action came.</summary>
public sealed record AuditContext
{
    /// <summary>Nothing is known.</summary>
    public static AuditContext None { get; } = new();

    /// <summary>The application or service that reports.</summary>
    public string? Source { get; init; }

    /// <summary>The address the request came from.</summary>
    public IPAddress? IpAddress { get; init; }

    /// <summary>The <c>User-Agent</c> of the request.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The request's id.</summary>
    public string? RequestId { get; init; }

    /// <summary>The W3C trace id: 32 lower-case hexadecimal digits.</summary>
    public string? TraceId { get; init; }

    /// <summary>The session's id.</summary>
    public string? SessionId { get; init; }

    /// <summary>Links an intent and its outcome.</summary>
    public string? OperationId { get; init; }
}
