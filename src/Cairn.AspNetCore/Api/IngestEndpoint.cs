using System.Text.Json;
using Cairn.Events;
using Cairn.Recording;
using Cairn.Intake;
using Cairn.Primitives;
using Microsoft.AspNetCore.Http;

namespace Cairn.AspNetCore.Api;

/// <summary>
/// Records one event or many: an object, an array or NDJSON. Each has an answer of its own, so that a bad one costs the good ones nothing.
/// </summary>
internal static class IngestEndpoint
{
    public static async Task RunAsync(ApiCall call)
    {
        var parts = EventParts.Split(await BodyAsync(call).ConfigureAwait(false), IsLines(call.Context.Request));
        if (parts.Count > call.Options.MostEvents)
        {
            throw ApiProblem.TooLarge(
                $"There are {parts.Count} events, at most {call.Options.MostEvents} are read at once: send several requests.");
        }

        if (parts.Count == 0)
        {
            throw ApiProblem.Bad("There is no event in the body: send one as a JSON object, or several as an array or as NDJSON.");
        }

        var spools = call.Context.Request.Headers["Prefer"].Any(
            p => p?.Contains("respond-async", StringComparison.OrdinalIgnoreCase) == true);
        IngestResult[] results = spools
            ? [.. parts.Select(part => Spool(call, part))]
            : await Task.WhenAll(parts.Select(part => CommitAsync(call, part))).ConfigureAwait(false);
        await AnswerAsync(call, results, spools).ConfigureAwait(false);
    }

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(ApiCall call)
    {
        var request = call.Context.Request;
        var most = call.Options.MostBytes;
        if (request.ContentLength > most)
        {
            throw TooLong(most);
        }

        if (request.ContentType is not { } type
            || !(type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
                || type.StartsWith("application/x-ndjson", StringComparison.OrdinalIgnoreCase)
                || type.StartsWith("application/jsonl", StringComparison.OrdinalIgnoreCase)))
        {
            throw ApiProblem.Unsupported("Send application/json or application/x-ndjson.");
        }

        var body = new MemoryStream();
        var buffer = new byte[16 << 10];
        for (int read; (read = await request.Body.ReadAsync(buffer, call.Cancelled).ConfigureAwait(false)) > 0;)
        {
            if (body.Length + read > most)
            {
                throw TooLong(most);
            }

            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static ApiProblem TooLong(int most) => ApiProblem.TooLarge($"The body has more than {most} bytes: send several requests.");

    private static bool IsLines(HttpRequest request) =>
        !request.ContentType!.StartsWith("application/json", StringComparison.OrdinalIgnoreCase);

    private static IngestResult Spool(ApiCall call, ReadOnlyMemory<byte> part)
    {
        try
        {
            var auditEvent = Read(call, part);
            return call.Log.Keep(call.Tenant, auditEvent) == RecordAnswer.Kept
                ? new(auditEvent.Id, "spooled")
                : throw ApiProblem.Away("The event could not be put into the spool. Send it again.");
        }
        catch (AuditEventException e)
        {
            return IngestResult.Refused(e.Problems);
        }
    }

    private static async Task<IngestResult> CommitAsync(ApiCall call, ReadOnlyMemory<byte> part)
    {
        Guid? id = null;
        try
        {
            var auditEvent = Read(call, part);
            id = auditEvent.Id;
            var receipt = await call.Log.CommitAsync(call.Tenant, auditEvent, call.Cancelled).ConfigureAwait(false);
            return new(receipt.Id, "recorded") { Receipt = receipt };
        }
        catch (AuditEventException e)
        {
            return IngestResult.Refused(e.Problems) with { Id = id };
        }
        catch (AuditConflictException e)
        {
            return IngestResult.Refused([new("id", e.Message)]) with { Id = e.Id };
        }
        catch (Exception e) when (e is AuditTimeoutException or CairnStoreException or CairnSigningException or ObjectDisposedException)
        {
            return new(id, "failed") { Problems = [new("", "The store does not take it now. Send it again, with the same id.")] };
        }
    }

    // With an id, so that the event may be sent again; where it says no source, the key that brought it is one.
    private static AuditEvent Read(ApiCall call, ReadOnlyMemory<byte> part)
    {
        var intake = call.Log.Options.Intake;
        var auditEvent = EventJson.Parse(part);
        var from = call.Access.Actor;
        auditEvent = auditEvent with
        {
            Id = auditEvent.Id ?? Guid.CreateVersion7(call.Log.Options.Clock.GetUtcNow()),
            Context = auditEvent.Context.Source is null ? auditEvent.Context with { Source = $"{from.Type}:{from.Id}" }
                : auditEvent.Context,
        };
        return intake.Take(auditEvent);
    }

    private static Task AnswerAsync(ApiCall call, IngestResult[] results, bool spools)
    {
        var status = results.All(r => r.Status is "recorded" or "spooled") ? (spools ? 202 : 201)
            : results.All(r => r.Status == "failed") ? 503
            : results.All(r => r.Status == "refused") ? 400
            : 207;
        if (status == 503)
        {
            call.Context.Response.Headers.RetryAfter = "1";
        }

        var json = new Utf8Buffer(4 << 10).Raw("{\"recorded\":"u8).Number(results.Count(r => r.Status is "recorded" or "spooled"))
            .Raw(",\"refused\":"u8).Number(results.Count(r => r.Status is "refused" or "failed"))
            .Raw(",\"results\":["u8);
        for (var i = 0; i < results.Length; i++)
        {
            results[i].Write(json.Raw(i == 0 ? default : ","u8));
        }

        return call.JsonAsync(json.Raw("]}"u8), status);
    }
}

/// <summary>What became of one event.</summary>
/// <param name="Id">Its id, where it has one.</param>
/// <param name="Status"><c>recorded</c>, <c>spooled</c>, <c>refused</c> for good, or <c>failed</c> for now.</param>
internal sealed record IngestResult(Guid? Id, string Status)
{
    public AuditReceipt? Receipt { get; init; }

    public IReadOnlyList<AuditEventProblem> Problems { get; init; } = [];

    public static IngestResult Refused(IReadOnlyList<AuditEventProblem> problems) => new(null, "refused") { Problems = problems };

    public void Write(Utf8Buffer json)
    {
        json.Raw("{\"status\":"u8).Quoted(Status);
        if (Id is { } id)
        {
            json.Raw(",\"id\":\""u8).Id(id).Raw("\""u8);
        }

        if (Receipt is { } receipt)
        {
            json.Raw(",\"log\":"u8).Quoted(receipt.Log).Raw(",\"index\":"u8).Number(receipt.Index).Raw(",\"leaf_hash\":"u8).Quoted(
                receipt.LeafHash);
        }

        if (Problems.Count > 0)
        {
            EntryWriter.Texts(",\"problems\":["u8, [.. Problems.Take(20).Select(p => p.ToString())], json);
        }

        json.Raw("}"u8);
    }
}

/// <summary>Takes a body apart into the JSON of single events.</summary>
internal static class EventParts
{
    /// <exception cref="ApiProblem">It is no JSON.</exception>
    public static List<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> body, bool isLines)
    {
        if (body.Span.StartsWith("\uFEFF"u8))
        {
            body = body[3..];
        }

        var first = body.Span.TrimStart(" \t\r\n"u8);
        return isLines ? Lines(body) : first.StartsWith("["u8) ? Elements(body) : first.IsEmpty ? [] : [body];
    }

    private static List<ReadOnlyMemory<byte>> Lines(ReadOnlyMemory<byte> body)
    {
        var lines = new List<ReadOnlyMemory<byte>>();
        while (body.Length > 0)
        {
            var end = body.Span.IndexOf((byte)'\n') is >= 0 and var at ? at : body.Length;
            if (!body.Span[..end].Trim(" \t\r"u8).IsEmpty)
            {
                lines.Add(body[..end]);
            }

            body = body[Math.Min(body.Length, end + 1)..];
        }

        return lines;
    }

    private static List<ReadOnlyMemory<byte>> Elements(ReadOnlyMemory<byte> body)
    {
        var elements = new List<ReadOnlyMemory<byte>>();
        try
        {
            var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = 1_000 });
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                elements.Add(body[start..(int)reader.BytesConsumed]);
            }

            return reader.Read() ? throw ApiProblem.Bad("There is something behind the array.") : elements;
        }
        catch (JsonException e)
        {
            throw ApiProblem.Bad($"The body is not JSON (RFC 8259): see byte {e.BytePositionInLine} of line {e.LineNumber + 1}.");
        }
    }
}
