using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Events;
using Cairn.Manifests;
using Microsoft.AspNetCore.Http;

namespace Cairn.Viewer.Endpoints;

/// <summary>
/// Style and scripts of the pages: resources of this library, under a path that changes with them, so that browsers keep them.
/// </summary>
internal static class Asset
{
    public const string Pattern = "/assets/{version}/{name}";

    private static readonly FrozenDictionary<string, byte[]> All = Read();

    /// <summary>The beginning of a hash of all of them.</summary>
    public static string Version { get; } = Convert.ToHexStringLower(
        SHA256.HashData([.. All.OrderBy(a => a.Key, StringComparer.Ordinal).SelectMany(a => a.Value)]))[..16];

    /// <summary>The path of one, behind the viewer's own.</summary>
    public static string Path(string name) => $"/assets/{Version}/{name}";

    public static async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.XContentTypeOptions = "nosniff";
        if (context.Request.RouteValues["name"] is not string name || !All.TryGetValue(name, out var bytes))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        response.ContentType = $"text/{(name.EndsWith(".css", StringComparison.Ordinal) ? "css" : "javascript")}; charset=utf-8";
        response.ContentLength = bytes.Length;
        // Under another version's path it may be another one.
        response.Headers.CacheControl = context.Request.RouteValues["version"] as string == Version
            ? "public, max-age=31536000, immutable"
            : "no-cache";
        await response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
    }

    private static FrozenDictionary<string, byte[]> Read()
    {
        var assembly = typeof(Asset).Assembly;
        var all = new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["words.js"] = StandardWords() };
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith("assets/", StringComparison.Ordinal)))
        {
            using var resource = assembly.GetManifestResourceStream(name)!; // It was just named.
            using var bytes = new MemoryStream();
            resource.CopyTo(bytes);
            all[name["assets/".Length..]] = bytes.ToArray();
        }

        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // The sentences of the standard actions: what a log does not declare.
    private static byte[] StandardWords()
    {
        var words = new JsonObject();
        foreach (var action in StandardActions.All)
        {
            var sentences = new JsonObject();
            foreach (var (culture, sentence) in action.Declaration.Manifest.Sentences)
            {
                sentences[culture] = sentence;
            }

            words[action.Name] = sentences;
        }

        return Encoding.UTF8.GetBytes($"export const standard = {words.ToJsonString(JsonSerializerOptions.Default)};\n");
    }
}
