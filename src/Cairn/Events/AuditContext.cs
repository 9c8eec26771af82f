using System.Net;
using Cairn.Primitives;

namespace Cairn;

/// <summary>From where an action came.</summary>
public sealed record AuditContext
{
    /// <summary>Nothing is known.</summary>
    public static AuditContext None { get; } = new();

    /// <summary>The application or service that reports.</summary>
    public string? Source { get; init; }

    /// <summary>The address the request came from, as it came: with a zone if it has one, and also when it is no address.</summary>
    public string? Ip { get; init; }

    /// <summary>
    /// <see cref="Ip"/> as an address; <see langword="null"/> where it is none. What is set here is kept in the spelling of RFC
    /// 5952, its zone included.
    /// </summary>
    public IPAddress? IpAddress
    {
        get => Ip is null ? null : IpText.Parse(Ip);
        init => Ip = value is null ? null : IpText.Of(value);
    }

    /// <summary>The <c>User-Agent</c> of the request.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The request's id.</summary>
    public string? RequestId { get; init; }

    /// <summary>The trace's id, usually that of W3C Trace Context: 32 lower-case hexadecimal digits.</summary>
    public string? TraceId { get; init; }

    /// <summary>The session's id.</summary>
    public string? SessionId { get; init; }

    /// <summary>Links an intent and its outcome.</summary>
    public string? OperationId { get; init; }
}
