using System.Net.Http.Headers;
using System.Text.Json;

namespace Cairn.Samples.Tests.Processes;

/// <summary>Asks over HTTP and reads what is answered.</summary>
internal static class JsonAnswers
{
    public static async Task<HttpResponseMessage> SendAsync(
        this HttpClient client, HttpMethod method, string path, string? token, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await client.SendAsync(request, ProgramProcess.Cancel);
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(ProgramProcess.Cancel);
        Assert.True(response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal), $"{response.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    public static async Task<JsonElement> GetJsonAsync(this HttpClient client, string path, string token)
    {
        using var response = await client.SendAsync(HttpMethod.Get, path, token);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode}");
        return await response.JsonAsync();
    }

    /// <summary>The text at a path of members: <c>event.actor.id</c>; <see langword="null"/>: nothing is there.</summary>
    public static string? At(this JsonElement json, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (int.TryParse(name, out var index) ? json.ValueKind != JsonValueKind.Array || index >= json.GetArrayLength()
                : json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out _))
            {
                return null;
            }

            json = int.TryParse(name, out index) ? json[index] : json.GetProperty(name);
        }

        return json.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => json.GetString(),
            _ => json.GetRawText(),
        };
    }
}
