using System.Net;

namespace Cairn;

/// <summary>The address an event came from, as its disclosure spells it.</summary>
internal static class EventAddress
{
    public static string? Of(AuditContext context) => context.IpAddress is { } ip ? IpText.Of(ip) : null;

    public static Network? NetworkOf(AuditContext context) => context.IpAddress is { } ip ? Network.Of(ip) : null;

    /// <summary>The context with an address read back.</summary>
    public static AuditContext With(AuditContext context, string? text) => text is not null && IPAddress.TryParse(text, out var address) ? context with { IpAddress = address } : context;
}
