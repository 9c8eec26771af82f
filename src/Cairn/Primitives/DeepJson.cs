using System.Text.Json;

namespace Cairn.Primitives;

/// <summary>
/// Puts what lies too deep in an event's JSON into strings, as it came, before it becomes a document: .NET's takes the square of the depth.
/// Each stands alone in an array, at the first level that is too deep: no other array is there.
/// </summary>
internal static class DeepJson
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    /// <summary>The JSON with no level below the first that is too deep.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ReadOnlyMemory<byte> Flatten(ReadOnlyMemory<byte> utf8)
    {
        var json = utf8.Span;
        if (json.Count((byte)'[') + json.Count((byte)'{') <= EventLimits.Depth)
        {
            return utf8;
        }

        var reader = new JsonWalker(json);
        var copied = 0;
        Utf8Buffer? flat = null;
        while (reader.NextTooDeep() is { } found)
        {
            var (start, length) = found.GetOffsetAndLength(json.Length);
            (flat ??= new(json.Length + 512)).Raw(json[copied..start]).Raw("["u8).Quoted(json.Slice(start, length)).Raw("]"u8);
            copied = start + length;
        }

        return flat is null ? utf8 : flat.Raw(json[copied..]).ToArray();
    }

    private ref struct JsonWalker(ReadOnlySpan<byte> json)
    {
        private Utf8JsonReader reader = new(json, Options);

        /// <summary>The next object or array that lies too deep.</summary>
        public Range? NextTooDeep()
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= EventLimits.Depth)
                {
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    return start..(int)reader.BytesConsumed;
                }
            }

            return null;
        }
    }
}
