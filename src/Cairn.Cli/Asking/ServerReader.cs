using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Cli;

/// <summary>Reads a log through a server: what the server's key may see, and each reading leaves its trace there.</summary>
internal sealed class ServerReader(ServerConnection server) : IAuditReader
{
    private const int LastBytes = 64 << 10;

    public async Task<AuditPage> GetPageAsync(AuditQuery query, string? cursor = null, CancellationToken cancellationToken = default)
    {
        using var json = await server.GetJsonAsync(
            "events",
            [
                ("q", query.Format()), ("limit", query.PageSize.ToString(CultureInfo.InvariantCulture)),
                ("order", query.Order == AuditOrder.OldestFirst ? "oldest" : null), ("cursor", cursor),
            ],
            cancellationToken).ConfigureAwait(false);
        var page = json.RootElement;
        return new([.. page.GetProperty("entries").EnumerateArray().Select(ServerEntry.Read)])
        {
            Next = page.GetProperty("next").GetString(),
            SearchedTo = page.GetProperty("searched_to") is { ValueKind: JsonValueKind.Number } to ? to.GetInt64() : null,
            Gaps = [.. page.GetProperty("gaps").EnumerateArray().Select(g => new AuditGap(
                g.GetProperty("from").GetInt64(), g.GetProperty("to").GetInt64(), g.GetProperty("state").GetString() == "expired"))],
        };
    }

    public Task<AuditEntry?> FindAsync(long index, CancellationToken cancellationToken = default) =>
        FindAsync(index.ToString(CultureInfo.InvariantCulture), cancellationToken);

    public Task<AuditEntry?> FindAsync(Guid eventId, CancellationToken cancellationToken = default) =>
        FindAsync(eventId.ToString("D"), cancellationToken);

    public async Task<AuditCount> CountAsync(AuditQuery query, long atMost = 10_000, CancellationToken cancellationToken = default)
    {
        using var json = await server.GetJsonAsync(
            "count", [("q", query.Format()), ("exact", atMost == long.MaxValue ? "true" : null)], cancellationToken).ConfigureAwait(false);
        return new(json.RootElement.GetProperty("count").GetInt64(), json.RootElement.GetProperty("is_more").GetBoolean());
    }

    public async Task<AuditStatistics> GetStatisticsAsync(
        AuditQuery query, AuditGrouping grouping, CancellationToken cancellationToken = default)
    {
        var by = grouping.Second is { } second ? $"{grouping.First},{second}" : $"{grouping.First}";
        using var json = await server.GetJsonAsync(
            "stats",
            [
                ("q", query.Format()), ("by", by.ToLowerInvariant()), ("zone", grouping.Zone.Id),
                ("most", grouping.Most.ToString(CultureInfo.InvariantCulture)),
            ],
            cancellationToken).ConfigureAwait(false);
        var statistics = json.RootElement;
        return new(
            [.. statistics.GetProperty("groups").EnumerateArray().Select(g => new AuditGroup(
                Key(g.GetProperty("first")), g.TryGetProperty("second", out var other) ? Key(other) : null,
                    g.GetProperty("count").GetInt64()))],
            statistics.GetProperty("count").GetInt64(),
            statistics.GetProperty("is_more").GetBoolean());
    }

    public async Task<AuditExportEnd> ExportAsync(
        AuditQuery query, Stream output, AuditExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        using var response = await server.GetAsync(
            "export",
            [
                ("q", query.Format()), ("format", options.Format.ToString().ToLowerInvariant()),
                    ("gzip", options.IsCompressed ? "true" : null),
                ("bom", options.HasByteOrderMark ? "true" : null), ("defuse", options.DefusesFormulas ? null : "false"),
            ],
            cancellationToken).ConfigureAwait(false);
        var last = new LastBytesStream(output, LastBytes);
        try
        {
            await response.Content.CopyToAsync(last, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new CliException($"The export broke off: {e.Message} What was written is cut off.");
        }

        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return options.IsCompressed ? new(-1, 0, []) : EndOf(Encoding.UTF8.GetString(last.Last));
    }

    public async IAsyncEnumerable<AuditTailEntry> TailAsync(
        AuditQuery query, string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            using var response = await server.GetAsync("tail", [("q", query.Format()), ("after", after)], cancellationToken).ConfigureAwait(
                false);
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
            var id = "";
            while (await LineAsync(lines, cancellationToken).ConfigureAwait(false) is { } line)
            {
                id = line.StartsWith("id: ", StringComparison.Ordinal) ? line[4..] : id;
                if (line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    using var json = JsonDocument.Parse(line[6..]);
                    var (entry, log) = ServerEntry.Read(json.RootElement);
                    after = id;
                    yield return new(new(entry, log), id);
                }
            }
        }
    }

    public IAuditReader ForTenant(string tenant) => throw new NotSupportedException("Name the tenant with --tenant.");

    public IAuditReader ForTenants(IReadOnlyCollection<string>? tenants) =>
        throw new NotSupportedException("Name the tenant with --tenant.");

    public IAuditReader ForCulture(string culture) => throw new NotSupportedException("A server tells sentences in its own language.");

    public IAuditReader ForClasses(AuditClasses classes) => throw new NotSupportedException("The key's role says what is seen.");

    public IAuditReader Within(AuditQuery query) => throw new NotSupportedException("The key's role says what is seen.");

    // A connection that is lost is opened again behind the last entry.
    private static async Task<string?> LineAsync(StreamReader lines, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private async Task<AuditEntry?> FindAsync(string name, CancellationToken cancellationToken)
    {
        using var json = await server.GetJsonAsync($"events/{name}", [], cancellationToken).ConfigureAwait(false);
        var (entry, log) = ServerEntry.Read(json.RootElement);
        return entry.View is null ? throw new AuditDamageException(entry.Stored.Index, entry.Problems) : new(entry, log);
    }

    private static AuditGroupKey Key(JsonElement json) => new(
        json.GetProperty("value").GetString(),
        json.TryGetProperty("name", out var name) ? name.GetString() : null,
        Time(json, "from"),
        Time(json, "until"));

    private static DateTimeOffset? Time(JsonElement json, string name) =>
        json.TryGetProperty(name, out var text) && RfcTime.TryParse(text.GetString() ?? "", out var time) ? time : null;

    // The end is in the last line, in CSV with its quotation marks doubled.
    private static AuditExportEnd EndOf(string last)
    {
        var line = last.TrimEnd().Split('\n')[^1].Replace("\"\"", "\"", StringComparison.Ordinal);
        var start = line.LastIndexOf("{\"entries\":", StringComparison.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(line[start..]));
            using var end = JsonDocument.ParseValue(ref reader);
            return new(end.RootElement.GetProperty("entries").GetInt64(), end.RootElement.GetProperty("unreadable").GetInt64(), []);
        }
        catch (Exception e) when (e is JsonException or ArgumentOutOfRangeException or KeyNotFoundException)
        {
            throw new CliException("The export has no end: it was cut off.");
        }
    }

    /// <summary>Passes everything on, and remembers the end.</summary>
    private sealed class LastBytesStream(Stream output, int most) : Stream
    {
        private byte[] last = [];

        public ReadOnlySpan<byte> Last => last;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException("It has no length.");

        public override long Position
        {
            get => throw new NotSupportedException("It has no position.");
            set => throw new NotSupportedException("It has no position.");
        }

        public override void Flush() => output.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is not read.");

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("It has no position.");

        public override void SetLength(long value) => throw new NotSupportedException("It has no length.");

        public override void Write(byte[] buffer, int offset, int count)
        {
            output.Write(buffer, offset, count);
            var all = new byte[Math.Min(most, last.Length + count)];
            var kept = Math.Max(0, all.Length - count);
            last.AsSpan(last.Length - kept).CopyTo(all);
            buffer.AsSpan(offset + count - (all.Length - kept), all.Length - kept).CopyTo(all.AsSpan(kept));
            last = all;
        }
    }
}
