using System.Runtime.InteropServices;
using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Spooling;

/// <summary>Something set aside: an event the log refused, or a note about damaged bytes.</summary>
/// <param name="Name">Its file's name without ending; names sort by the time of what they hold.</param>
/// <param name="At">When it was set aside.</param>
/// <param name="Reason">Why.</param>
internal sealed record QuarantinedItem(string Name, DateTimeOffset At, string Reason)
{
    /// <summary>Of an event: whose log it was for.</summary>
    public string? Tenant { get; init; }

    public string? Producer { get; init; }

    public long Seq { get; init; }

    /// <summary><see langword="null"/>: damaged bytes, in the file of the same name that ends in <c>.bin</c>.</summary>
    public SpoolKind? Kind { get; init; }

    public Guid Id { get; init; }

    /// <summary>Of an event that was refused when it was recorded: the method that recorded it.</summary>
    public string? Caller { get; init; }

    /// <summary>The event's JSON; what is no JSON is kept all the same.</summary>
    public ReadOnlyMemory<byte> Event { get; init; }

    /// <summary>One member a line, the event last, for people to mend.</summary>
    public byte[] Format()
    {
        var json = new Utf8Buffer(
            512 + Event.Length).Raw("{\n\"v\":1,\n\"at\":"u8).Quoted(RfcTime.Format(At)).Raw(",\n\"reason\":"u8).Quoted(Reason);
        Member(json, ",\n\"tenant\":"u8, Tenant);
        Member(json, ",\n\"producer\":"u8, Producer);
        Member(json, ",\n\"caller\":"u8, Caller);
        if (Kind is { } kind)
        {
            json.Raw(",\n\"seq\":"u8).Number(Seq).Raw(",\n\"kind\":"u8).Quoted(NameOf(kind)).Raw(",\n\"id\":"u8).Quoted(Id.ToString("D"));
            _ = IsJson(Event)
                ? json.Raw(",\n\"event\":"u8).Raw(Event.Span)
                : json.Raw(",\n\"base64\":"u8).Quoted(Convert.ToBase64String(Event.Span));
        }

        return json.Raw("\n}\n"u8).ToArray();
    }

    /// <exception cref="FormatException">It is no such file.</exception>
    public static QuarantinedItem Parse(string name, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var json = document.RootElement;
            var item = new QuarantinedItem(name, json.GetProperty("at").GetDateTimeOffset(), json.GetProperty("reason").GetString() ?? "")
            {
                Tenant = Text(json, "tenant"),
                Producer = Text(json, "producer"),
                Caller = Text(json, "caller"),
            };
            return Text(json, "kind") is not { } kind ? item : item with
            {
                Kind = KindOf(kind),
                Seq = json.GetProperty("seq").GetInt64(),
                Id = json.GetProperty("id").GetGuid(),
                Event = json.TryGetProperty("event", out var e)
                    ? JsonMarshal.GetRawUtf8Value(e).ToArray()
                    : Convert.FromBase64String(Text(json, "base64") ?? ""),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"{name} is no quarantined event: {e.Message}", e);
        }
    }

    private static string NameOf(SpoolKind kind) => kind switch
    {
        SpoolKind.Intent => "intent",
        SpoolKind.Outcome => "outcome",
        SpoolKind.Refused => "refused",
        _ => "event",
    };

    private static SpoolKind KindOf(string name) => name switch
    {
        "event" => SpoolKind.Event,
        "intent" => SpoolKind.Intent,
        "outcome" => SpoolKind.Outcome,
        "refused" => SpoolKind.Refused,
        _ => throw new FormatException($"'{name}' is no kind: event, intent, outcome or refused."),
    };

    private static void Member(Utf8Buffer json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.Raw(name).Quoted(value);
        }
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static bool IsJson(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
