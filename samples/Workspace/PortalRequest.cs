using System.Collections.Specialized;
using System.Net;
using System.Web;

namespace Cairn.Samples.Workspace;

/// <summary>What a visitor asks of the portal.</summary>
/// <param name="Route">The method and the path: <c>POST /login</c>.</param>
/// <param name="Form">The fields of the form that was sent.</param>
/// <param name="Session">The session's id, from the cookie.</param>
/// <param name="From">From where: what the log has of it.</param>
internal sealed record PortalRequest(string Route, NameValueCollection Form, string? Session, AuditContext From)
{
    private const int LongestForm = 8_192;

    public static async Task<PortalRequest> ReadAsync(HttpListenerRequest request)
    {
        var body = new char[LongestForm];
        using var reader = new StreamReader(request.InputStream);
        var length = await reader.ReadBlockAsync(body);
        return new(
            $"{request.HttpMethod} {request.Url?.AbsolutePath}",
            HttpUtility.ParseQueryString(new string(body, 0, length)),
            request.Cookies["session"]?.Value,
            new() { Source = "portal", IpAddress = request.RemoteEndPoint?.Address, UserAgent = request.UserAgent });
    }
}

/// <summary>What a visitor is answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="Html">The page.</param>
/// <param name="Session">The session that begins.</param>
internal sealed record PortalAnswer(int Status, string Html, string? Session = null);
