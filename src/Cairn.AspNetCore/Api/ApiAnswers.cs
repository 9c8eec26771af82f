using Cairn.Primitives;
using Microsoft.AspNetCore.Http;

namespace Cairn.AspNetCore.Api;

/// <summary>Writes answers.</summary>
internal static class ApiAnswers
{
    public static Task JsonAsync(this ApiCall call, Utf8Buffer json, int status = 200) =>
        call.BytesAsync(json.ToArray(), "application/json; charset=utf-8", status);

    public static Task TextAsync(this ApiCall call, string text) =>
        call.BytesAsync(System.Text.Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8");

    public static async Task BytesAsync(this ApiCall call, ReadOnlyMemory<byte> bytes, string type, int status = 200)
    {
        var response = call.Context.Response;
        response.StatusCode = status;
        response.ContentType = type;
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, call.Cancelled).ConfigureAwait(false);
    }
}
