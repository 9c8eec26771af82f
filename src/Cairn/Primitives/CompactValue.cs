using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Cairn.Primitives;

/// <summary>
/// JSON in the one spelling values have here: compact, only the escapes it needs, numbers and members as they came. However deep it is,
/// the stack stays as it is.
/// </summary>
internal static class CompactValue
{
    // What an application parsed with comments and trailing commas allowed has them in its text.
    private static readonly JsonReaderOptions Options =
        new() { MaxDepth = int.MaxValue, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <param name="element">The JSON.</param>
    /// <param name="deepest">
    /// Within so many objects and arrays stands what <see cref="DeepJson"/> has put into strings: it comes out as it came, white
    /// space and escapes included.
    /// </param>
    public static string Of(JsonElement element, int deepest = int.MaxValue) =>
        element.ValueKind == JsonValueKind.Undefined ? "null" : Of(JsonMarshal.GetRawUtf8Value(element), deepest);

    private static string Of(ReadOnlySpan<byte> json, int deepest)
    {
        if (json.Length > 0 && json[0] is not ((byte)'{' or (byte)'[' or (byte)'"'))
        {
            return Encoding.UTF8.GetString(json); // A number or a word.
        }

        var reader = new Utf8JsonReader(json, Options);
        var (text, isFirst) = (new StringBuilder(json.Length), true);
        while (reader.Read())
        {
            var isEnd = reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
            _ = isFirst || isEnd ? text : text.Append(',');
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= deepest)
            {
                reader.Read();
                text.Append(Utf8Text.OfUnquoted(reader.ValueSpan));
                reader.Read();
                isFirst = false;
                continue;
            }

            Append(text, in reader);
            isFirst = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.PropertyName;
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, in Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                text.Append('{');
                break;
            case JsonTokenType.EndObject:
                text.Append('}');
                break;
            case JsonTokenType.StartArray:
                text.Append('[');
                break;
            case JsonTokenType.EndArray:
                text.Append(']');
                break;
            case JsonTokenType.PropertyName:
                JsonText.Quote(text, Utf8Text.OfUnquoted(reader.ValueSpan)).Append(':');
                break;
            case JsonTokenType.String:
                JsonText.Quote(text, Utf8Text.OfUnquoted(reader.ValueSpan));
                break;
            default:
                text.Append(Encoding.UTF8.GetString(reader.ValueSpan));
                break;
        }
    }
}
