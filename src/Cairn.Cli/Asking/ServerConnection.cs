using System.Net.Http.Headers;
using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Cli;

/// <summary>The way to a Cairn server: its address and an API key or token out of a file.</summary>
internal sealed class ServerConnection : IDisposable
{
    private readonly HttpClient client;

    /// <exception cref="CliException">The address or the key is none.</exception>
    public ServerConnection(string url, string keyFile, string tenant)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new CliException("--server takes the address of a Cairn server, such as https://audit.example.com");
        }

        if (address.Scheme == "http" && !address.IsLoopback)
        {
            throw new CliException("--server sends a key: use https, or an address of this machine.");
        }

        (Tenant, Name) = (tenant, address.GetLeftPart(UriPartial.Authority));
        client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new(address, "/api/v1/"),
            Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ReadKey(keyFile));
    }

    /// <summary>Whose log is meant.</summary>
    public string Tenant { get; }

    /// <summary>What a person calls it.</summary>
    public string Name { get; }

    /// <summary>Asks a route, about the tenant.</summary>
    /// <exception cref="CliException">It is refused, or the server cannot be reached.</exception>
    public Task<HttpResponseMessage> GetAsync(
        string route, IEnumerable<(string Name, string? Value)> parameters, CancellationToken cancellationToken) =>
        SendAsync(new(HttpMethod.Get, Address(route, parameters)), cancellationToken);

    /// <summary>The JSON that a route answers with.</summary>
    public async Task<JsonDocument> GetJsonAsync(
        string route, IEnumerable<(string Name, string? Value)> parameters, CancellationToken cancellationToken)
    {
        using var response = await GetAsync(route, parameters, cancellationToken).ConfigureAwait(false);
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Sends events, NDJSON; a refusal of events is an answer too.</summary>
    public async Task<JsonDocument> PostEventsAsync(byte[] lines, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address("events", [])) { Content = new ByteArrayContent(lines) };
        request.Content.Headers.ContentType = new("application/x-ndjson");
        using var response = await SendAsync(request, cancellationToken, isAnswered: true).ConfigureAwait(false);
        return JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
    }

    public void Dispose() => client.Dispose();

    private string Address(string route, IEnumerable<(string Name, string? Value)> parameters) => $"{route}?" + string.Join(
        '&', parameters.Append((Name: "tenant", Value: Tenant)).Where(p => p.Value is not null).Select(
            p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}")); // Not null.

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken, bool isAnswered = false)
    {
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new CliException($"{Name} cannot be reached: {e.Message}");
        }

        if (response.IsSuccessStatusCode || (isAnswered && response.Content.Headers.ContentType?.MediaType == "application/json"))
        {
            return response;
        }

        using (response)
        {
            throw new CliException(
                $"{Name} answers: {await WordsAsync(response, cancellationToken).ConfigureAwait(false)}",
                (int)response.StatusCode == 409 ? ExitCode.Refused : ExitCode.CouldNot);
        }
    }

    private static async Task<string> WordsAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var problem = JsonDocument.Parse(text);
            return problem.RootElement.GetProperty("detail").GetString() ?? "";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"{(int)response.StatusCode} {response.ReasonPhrase}";
        }
    }

    private static string ReadKey(string path)
    {
        try
        {
            var key = File.ReadAllText(path).Trim();
            return key.Length > 0 && !key.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c > '~')
                ? key
                : throw new CliException($"{path} holds no key: write the API key into it, and nothing else.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"The key file {path} cannot be read: {e.Message}");
        }
    }
}
