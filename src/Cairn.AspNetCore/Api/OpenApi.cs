using Microsoft.AspNetCore.Http;

namespace Cairn.AspNetCore.Api;

/// <summary>The API's own description, OpenAPI 3.1: a resource of this library, which a test holds against the routes.</summary>
internal static class OpenApi
{
    private static readonly Lazy<byte[]> Document = new(Read);

    public static async Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.Body.WriteAsync(Document.Value, context.RequestAborted).ConfigureAwait(false);
    }

    private static byte[] Read()
    {
        using var resource = typeof(OpenApi).Assembly.GetManifestResourceStream("openapi.json")!; // Embedded by the project.
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Marks its endpoint.</summary>
    internal sealed class Mark;
}
