using System.Security.Cryptography;
using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Manifests;

/// <summary>The words an application has for one of its actions (docs/spec/entry.md, Declared actions).</summary>
/// <param name="Declared">The action's name.</param>
/// <param name="Category">Its category.</param>
/// <param name="Sentences">By culture, the default under <c>""</c>, ascending.</param>
/// <param name="Metadata">
/// The type of each member of its metadata, names ascending; <see langword="null"/>: the application does not say.
/// </param>
internal sealed record ActionDeclaredManifest(
    string Declared,
    string Category,
    IReadOnlyList<KeyValuePair<string, string>> Sentences,
    IReadOnlyList<KeyValuePair<string, string>>? Metadata) : Manifest
{
    public const string Name = "action_declared";
    public const string ActionName = "cairn.action_declared";

    /// <summary>How many characters of a manifest's digest entries name it by.</summary>
    public const int ReferenceLength = 16;

    public static readonly string[] Types = ["string", "integer", "number", "boolean", "object", "array", "any"];

    public override string Action => ActionName;

    public override string Kind => Name;

    /// <summary>The id of the entry that brings a manifest of these bytes: many hosts declare an action once.</summary>
    public static Guid IdOf(ReadOnlySpan<byte> manifest)
    {
        // RFC 9562 §5.8: a UUID of version 8 is made as its maker sees fit.
        var id = SHA256.HashData(new Utf8Buffer(manifest.Length + 32).Raw("cairn/declared/v1\0"u8).Raw(manifest).Written).AsSpan(0, 16);
        id[6] = (byte)(0x80 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new(id, bigEndian: true);
    }

    /// <summary>What entries call a manifest of these bytes.</summary>
    public static string ReferenceTo(ReadOnlySpan<byte> manifest) => Base64Text.Encode(SHA256.HashData(manifest))[..ReferenceLength];

    public static ActionDeclaredManifest Read(JsonElement json)
    {
        var metadata = json.GetProperty("metadata");
        var manifest = new ActionDeclaredManifest(
            json.Text("name"),
            json.Text("category"),
            Pairs(json.GetProperty("sentences")),
            metadata.ValueKind == JsonValueKind.Null ? null : Pairs(metadata));
        return manifest.IsSound() ? manifest : throw new FormatException("its name, category, sentences or metadata are not ones");
    }

    protected override void Members(Utf8Buffer json)
    {
        json.Raw(",\"name\":"u8).Quoted(Declared).Raw(",\"category\":"u8).Quoted(Category).Raw(",\"sentences\":"u8);
        Format(json, Sentences);
        json.Raw(",\"metadata\":"u8);
        if (Metadata is null)
        {
            json.Raw("null"u8);
        }
        else
        {
            Format(json, Metadata);
        }
    }

    private bool IsSound() =>
        Grammar.IsAction(Declared) && !Declared.StartsWith("cairn.", StringComparison.Ordinal) && Grammar.IsCategory(Category)
        && Sentences is [{ Key: "" }, ..] && Sentences.Skip(1).All(s => CultureName.Is(s.Key)) && Sentences.All(
            s => s.Value.Length > 0) && IsAscending(Sentences)
        && Metadata is null or { Count: > 0 }
        && (Metadata is null || (Metadata.All(m => Types.Contains(m.Value)) && IsAscending(Metadata)));

    private static bool IsAscending(IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        for (var i = 1; i < pairs.Count; i++)
        {
            if (Utf8Order.Comparer.Compare(pairs[i - 1].Key, pairs[i].Key) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    private static List<KeyValuePair<string, string>> Pairs(JsonElement json) =>
        [.. json.EnumerateObject().Select(
            m => KeyValuePair.Create(m.Name, m.Value.GetString() ?? throw new FormatException("it has a member that is no text")))];

    private static void Format(Utf8Buffer json, IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        var separator = "{"u8;
        foreach (var (name, value) in pairs)
        {
            json.Raw(separator).Quoted(name).Raw(":"u8).Quoted(value);
            separator = ","u8;
        }

        json.Raw("}"u8);
    }
}
