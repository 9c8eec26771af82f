using System.Text.Json;
using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>The marks of a shaped event as JSON: an object from places to what was done there.</summary>
internal static class ShapeMarkJson
{
    /// <summary>Writes <c>{"pointer":{…},…}</c>.</summary>
    /// <param name="marks">By their pointers, ascending as bytes of UTF-8.</param>
    /// <param name="json">What it is appended to.</param>
    public static void Write(IReadOnlyList<ShapeMark> marks, Utf8Buffer json)
    {
        for (var i = 0; i < marks.Count; i++)
        {
            json.Raw(i == 0 ? "{"u8 : ","u8).Quoted(marks[i].Path).Raw(":"u8);
            marks[i].Write(json);
        }

        json.Raw("}"u8);
    }

    /// <summary>Reads what <see cref="Write(IReadOnlyList{ShapeMark}, Utf8Buffer)"/> wrote.</summary>
    public static IEnumerable<ShapeMark> Read(JsonElement shaped) => shaped.EnumerateObject().Select(mark => new ShapeMark(mark.Name)
    {
        Malformed = mark.Value.TryGetProperty("malformed", out var malformed) ? malformed.GetInt64() : 0,
        Renamed = mark.Value.TryGetProperty("renamed", out _),
        Json = mark.Value.TryGetProperty("json", out _),
        Pointer = mark.Value.TryGetProperty("pointer", out _),
        Length = Number(mark.Value, "length"),
        Sha256 = mark.Value.TryGetProperty("sha256", out var hash) ? hash.GetString() : null,
        Count = Number(mark.Value, "count"),
        Ignored = Number(mark.Value, "ignored"),
    });

    private static long? Number(JsonElement mark, string member) => mark.TryGetProperty(member, out var number) ? number.GetInt64() : null;
}
