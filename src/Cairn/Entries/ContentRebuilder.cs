using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>Puts an event's content together again: the first disclosure, and the parts that were taken out of it for others.</summary>
internal sealed class ContentRebuilder
{
    private readonly List<JsonProperty> parts = [];
    private readonly Dictionary<string, string?> texts = new(StringComparer.Ordinal);
    private JsonElement? changes;
    private JsonElement? metadata;

    /// <summary>The disclosure that is not made of parts; <see langword="null"/>: there is none, or it is gone.</summary>
    public JsonElement? First { get; private set; }

    public void Add(JsonElement value)
    {
        if (value.TryGetProperty("values", out var values))
        {
            parts.AddRange(values.EnumerateObject());
        }
        else
        {
            First = value;
        }
    }

    /// <summary>Puts every part back where it was taken from; one whose place is gone itself has nowhere to go.</summary>
    public void PutBack()
    {
        texts["/description"] = String("description");
        texts["/reason"] = String("reason");
        texts["/outcome/error"] = String("error");
        (changes, metadata) = (Member("changes"), Member("metadata"));
        JsonObject? root = null;
        foreach (var part in parts)
        {
            if (texts.ContainsKey(part.Name))
            {
                texts[part.Name] = part.Value.GetString();
            }
            else
            {
                root ??= new() { ["changes"] = Node(changes), ["metadata"] = Node(metadata) };
                PutBack(root, JsonPointer.Tokens(part.Name), Node(part.Value));
            }
        }

        if (root is not null)
        {
            (changes, metadata) = (Element(root["changes"]), Element(root["metadata"]));
        }
    }

    /// <summary>The text at a pointer: of the description, the reason or the error.</summary>
    public string? Text(string pointer) => texts.GetValueOrDefault(pointer);

    // A change that is gone has left null in its place.
    public IReadOnlyList<AuditChange> Changes() => changes is not { } all ? [] :
    [
        .. all.EnumerateArray().Where(c => c.ValueKind == JsonValueKind.Object)
            .Select(c => new AuditChange(c.GetProperty("path").GetString() ?? "", Side(c, "before"), Side(c, "after"))),
    ];

    public IReadOnlyList<KeyValuePair<string, AuditValue>> Metadata() =>
        metadata is not { } all ? [] : [.. all.EnumerateObject().Select(m => KeyValuePair.Create(m.Name, AuditValue.From(m.Value)))];

    /// <summary>What is kept of a long list beyond its first elements.</summary>
    public IEnumerable<JsonElement> More(string list) => Member(list) is { } more ? more.GetProperty("list").EnumerateArray() : [];

    // A bare null would become JSON's.
    private static AuditValue? Side(JsonElement change, string side) =>
        change.TryGetProperty(side, out var value) ? AuditValue.From(value) : default(AuditValue?);

    private string? String(string member) => Member(member)?.GetString();

    private JsonElement? Member(string name) => First is { } members && members.TryGetProperty(name, out var value) ? value : null;

    private static JsonNode? Node(JsonElement? value) => value?.ValueKind switch
    {
        null or JsonValueKind.Null => null,
        JsonValueKind.Object => JsonObject.Create(value.Value),
        JsonValueKind.Array => JsonArray.Create(value.Value),
        _ => JsonValue.Create(value.Value),
    };

    private static JsonElement? Element(JsonNode? node)
    {
        if (node is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(node.ToJsonString());
        return document.RootElement.Clone();
    }

    private static void PutBack(JsonNode? place, string[] tokens, JsonNode? part)
    {
        foreach (var token in tokens[..^1])
        {
            place = place is JsonArray array ? At(array, token) : (place as JsonObject)?[token];
        }

        if (place is JsonArray items && Position(tokens[^1], items.Count) is { } position)
        {
            items[position] = part;
        }
        else if (place is JsonObject members)
        {
            members[tokens[^1]] = part;
        }
    }

    private static JsonNode? At(JsonArray array, string token) => Position(token, array.Count) is { } position ? array[position] : null;

    private static int? Position(string token, int count) =>
        int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position < count ? position : null;
}
