using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Spooling;

/// <summary>What the spool keeps of an event that was refused when it was recorded, until the drain sets it aside.</summary>
/// <param name="Reason">Every problem, in words.</param>
/// <param name="Caller">The method that recorded it; <see langword="null"/>: it is not known.</param>
/// <param name="Event">The event's JSON, masked.</param>
internal sealed record RefusedEvent(string Reason, string? Caller, ReadOnlyMemory<byte> Event)
{
    public const int MostReason = 2_048;

    public void Write(Utf8Buffer json)
    {
        json.Raw("{\"reason\":"u8).Quoted(Reason.Length > MostReason ? Reason[..MostReason] : Reason);
        if (Caller is not null)
        {
            json.Raw(",\"caller\":"u8).Quoted(Caller);
        }

        json.Raw(",\"event\":"u8).Raw(Event.Span).Raw("}"u8);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; bytes that are something else are kept whole, as the event.</summary>
    public static RefusedEvent Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new() { MaxDepth = 1_000 });
            var json = document.RootElement;
            return new(
                json.GetProperty("reason").GetString() ?? "",
                json.TryGetProperty("caller", out var caller) ? caller.GetString() : null,
                new Utf8Buffer().Json(json.GetProperty("event")).ToArray());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return new("it was refused; the reason can no longer be read", null, bytes);
        }
    }
}
