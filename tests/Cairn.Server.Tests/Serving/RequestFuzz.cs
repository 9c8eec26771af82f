using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text;

namespace Cairn.Server.Tests.Serving;

/// <summary>
/// Sends requests as nobody means them, of a fixed seed, with an administrator's key of one tenant, to a server that holds another tenant's
/// entries too. No answer may be a failure of the server, show a stack trace, or something of the other tenant.
/// </summary>
[SuppressMessage("Security", "CA5394", Justification = "The same requests each time.")]
internal sealed class RequestFuzz(Random random, string key)
{
    private const string Marker = "another-tenants-own-words";

    private static readonly string[] Paths =
    [
        "events", "events/0", "events/1", "events/01a22151-0000-7000-8000-000000000008", "events/0/proof", "count", "stats", "export", "across/events", "actions",
        "checkpoint", "vkey", "tile/0/000", "tile/0/000.p/1", "tile/entries/000.p/2", "keys", "keys/0123456789", "viewer-sessions", "openapi.json", "nothing", "../audit",
        "../organizations/club-8/audit", "../organizations/club-7/audit",
    ];

    private static readonly string[] Names =
        ["tenant", "q", "limit", "cursor", "order", "zone", "by", "format", "gzip", "resume", "exact", "most", "tenants", "disclose", "bom", "defuse", "x"];

    private static readonly string[] Values =
    [
        "", "club-7", "club-8", "*", "default", "-1", "0", "1", "1000", "1001", "99999999999999999999", "newest", "oldest", "true", "false", "csv", "json", "ndjson",
        "day", "action", "day,action", "actor:u1", "actor:", "action:auth.*", "since:7d", "until:2026-11-01", "(a OR b)", "((((((((", "-actor:u1", "\"", "ip:10.0.0.0/8", "ip:::/0",
        "person:a@example.com", "Europe/Berlin", "../../etc/passwd", "all", "identity,contact", "AAAA", "\u0000", "é\u0301", "🦀", "%", "%%%", "'", "--", "since:99999999d",
        "index-from:9223372036854775807", "words words words", "OR", "AND", ")", "a*b", "outcome:failure,denied,x", Marker,
    ];

    private static readonly string[] Bodies =
    [
        "", "{}", "[]", "null", "{\"action\":\"login.succeeded\"}", "[{\"action\":\"login.succeeded\"},{}]", "{\"action\":1}", "{\"action\":\"login.succeeded\",\"id\":\"x\"}",
        "{\"name\":\"k\",\"roles\":[\"viewer\"],\"tenants\":[\"club-7\"]}", "{\"name\":\"k\",\"roles\":[\"operator\"],\"all_tenants\":true}", "{\"tenant\":\"club-7\",\"actor\":\"user/u1\"}",
        "{\"tenant\":\"club-8\",\"actor\":\"user/u1\"}", "{\"name\":\"\\ud800\"}", "[[[[[[[[", "\ufeff{}", "{\"a\":1e999}", "{\"action\":\"x.y\",\"changes\":[{\"path\":\"/\"}]}",
    ];

    /// <summary>Sends so many, eight at a time.</summary>
    public static async Task<(IReadOnlyList<string> Faults, int Good)> RunAsync(
        Uri server, string firstKey, string key, int seed, int count, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new(server, "/api/v1/") };
        foreach (var tenant in (string[])["club-7", "club-8"])
        {
            using var seeding = new HttpRequestMessage(HttpMethod.Post, $"events?tenant={tenant}")
            {
                Content = new StringContent(
                    "[{\"action\":\"login.succeeded\",\"actor\":{\"type\":\"user\",\"id\":\"u1\"}},"
                        + $"{{\"id\":\"01a22151-0000-7000-8000-00000000000{tenant[^1]}\",\"action\":\"record.updated\","
                        + $"\"reason\":\"{(tenant == "club-8" ? Marker : "own")}\"}}]",
                    Encoding.UTF8,
                    "application/json"),
            };
            seeding.Headers.Authorization = new("Bearer", firstKey);
            using var seeded = await client.SendAsync(seeding, cancellationToken).ConfigureAwait(false);
            seeded.EnsureSuccessStatusCode();
        }

        var (faults, good) = (new List<string>(), 0);
        var fuzz = new RequestFuzz(new(seed), key);
        for (var sent = 0; sent < count; sent += 8)
        {
            var requests = Enumerable.Range(0, Math.Min(8, count - sent)).Select(_ => fuzz.Make()).ToList();
            foreach (var (fault, isGood) in await Task.WhenAll(requests.Select(r => SendAsync(client, r, cancellationToken))).ConfigureAwait(false))
            {
                good += isGood ? 1 : 0;
                if (fault is not null)
                {
                    faults.Add(fault);
                }
            }
        }

        return (faults, good);
    }

    private static async Task<(string? Fault, bool IsGood)> SendAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sent = $"{request.Method} {request.RequestUri}";
        using (request)
        {
            try
            {
                using var response = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
                var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
                var fault = (int)response.StatusCode >= 500 ? $"{sent}: {(int)response.StatusCode}"
                    : text.Contains(Marker, StringComparison.Ordinal) && !sent.Contains(Marker, StringComparison.Ordinal) ? $"{sent}: another tenant's words"
                    : text.Contains("   at ", StringComparison.Ordinal) ? $"{sent}: a stack trace"
                    : null;
                return (fault, response.IsSuccessStatusCode);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                return ($"{sent}: {e.Message}", false);
            }
        }
    }

    private HttpRequestMessage Make()
    {
        var query = string.Join('&', Enumerable.Range(0, random.Next(5)).Select(_ =>
            $"{(random.Next(3) == 0 ? Pick(Names) : random.Next(2) == 0 ? "tenant" : "q")}={Value()}"));
        var method = random.Next(10) switch
        {
            0 or 1 or 2 => HttpMethod.Post,
            3 => HttpMethod.Delete,
            4 => HttpMethod.Put,
            _ => HttpMethod.Get,
        };
        var path = random.Next(12) == 0 ? Uri.EscapeDataString(Garbage()) : Pick(Paths);
        var request = new HttpRequestMessage(method, $"{path}?{query}");
        if (method != HttpMethod.Get)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(random.Next(4) == 0 ? Garbage() : Mutated(Pick(Bodies))));
            request.Content.Headers.TryAddWithoutValidation(
                "Content-Type", random.Next(6) switch { 0 => "text/plain", 1 => "application/x-ndjson", 2 => "", _ => "application/json" });
        }

        request.Headers.Authorization = random.Next(20) == 0 ? new AuthenticationHeaderValue("Bearer", "cairn_x") : new("Bearer", key);
        if (random.Next(10) == 0)
        {
            request.Headers.TryAddWithoutValidation(Pick(["Prefer", "Last-Event-ID", "Accept", "X-Forwarded-For", "Range"]), Pick(["respond-async", "x", "bytes=0-1", "1"]));
        }

        return request;
    }

    private string Value() => Uri.EscapeDataString(random.Next(8) == 0 ? Garbage() : Mutated(Pick(Values)));

    private string Mutated(string text)
    {
        if (random.Next(4) > 0 || text.Length == 0)
        {
            return text;
        }

        var at = random.Next(text.Length);
        return random.Next(3) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, Garbage()),
            _ => string.Concat(text.AsSpan(0, at), ((char)random.Next(1, 0xD7FF)).ToString(), text.AsSpan(at + 1)),
        };
    }

    private string Garbage() => string.Concat(Enumerable.Range(0, random.Next(1, random.Next(10) == 0 ? 600 : 12)).Select(_ => (char)random.Next(1, 0xD7FF)));

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
