using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Cairn.AspNetCore.Api;

/// <summary>Why a request is not answered as it asks: RFC 9457 problem details. Thrown by endpoints, told by <see cref="ApiCall"/>.</summary>
internal sealed class ApiProblem(int status, string kind, string title, string detail) : Exception(detail)
{
    // It is no HTML, and says so.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public int Status => status;

    /// <summary>More of it, for programs.</summary>
    public JsonObject More { get; init; } = [];

    public static ApiProblem Bad(string detail) => new(400, "bad-request", "The request is not understood", detail);

    public static ApiProblem BadQuery(AuditQueryException e) => new(400, "bad-query", "The query is not understood", e.Message)
    {
        More = new() { ["column"] = e.Column, ["problem"] = e.Problem, ["expected"] = e.Expected }
    };

    public static ApiProblem NotSignedIn() => new(
        401, "not-signed-in", "Say who you are", "Send an API key or a token: Authorization: Bearer ….");

    public static ApiProblem Forbidden(string detail) => new(403, "forbidden", "This is not yours to do", detail);

    public static ApiProblem NotFound(string detail) => new(404, "not-found", "There is no such thing", detail);

    public static ApiProblem TooLarge(string detail) => new(413, "too-large", "The request is too large", detail);

    public static ApiProblem Unsupported(string detail) => new(415, "unsupported-media-type", "This is not read here", detail);

    public static ApiProblem Damaged(AuditDamageException e) => new(409, "altered", "The entry is not as it was written", e.Message);

    public static ApiProblem NotProven(string detail) => new(409, "not-proven", "The entry cannot be proven now", detail);

    public static ApiProblem Away(string detail) => new(503, "store-away", "The store does not answer", detail);

    /// <summary>Writes it, unless the answer has begun.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        if (context.Response.HasStarted)
        {
            context.Abort(); // So that nobody takes the half for the whole.
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentLength = null;
        context.Response.Headers.Remove("Content-Disposition");
        context.Response.ContentType = "application/problem+json";
        context.Response.Headers.CacheControl = "no-store";
        if (status == 401)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }
        else if (status == 503)
        {
            context.Response.Headers.RetryAfter = "1";
        }

        var problem = new JsonObject
        {
            ["type"] = $"urn:cairn:problem:{kind}", ["title"] = title, ["status"] = status, ["detail"] = Message,
        };
        foreach (var (name, value) in More)
        {
            problem[name] = value?.DeepClone();
        }

        await context.Response.WriteAsync(problem.ToJsonString(Readable), context.RequestAborted).ConfigureAwait(false);
    }
}
