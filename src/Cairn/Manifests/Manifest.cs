using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Manifests;

/// <summary>
/// What one of Cairn's own entries attests: one JSON object, members in one order, kept for ever (docs/spec/entry.md, Cairn's own entries).
/// </summary>
internal abstract record Manifest
{
    public const int MostBytes = 65_536;

    /// <summary>The action of the entry that brings it.</summary>
    public abstract string Action { get; }

    /// <summary>What kind of manifest it is: its second member.</summary>
    public abstract string Kind { get; }

    /// <summary>The one spelling it has.</summary>
    /// <exception cref="InvalidOperationException">It is larger than a manifest may be.</exception>
    public byte[] Format()
    {
        var json = new Utf8Buffer().Raw("{\"v\":1,\"kind\":"u8).Quoted(Kind);
        Members(json);
        json.Raw("}"u8);
        return json.Length <= MostBytes
            ? json.ToArray()
            : throw new InvalidOperationException($"A manifest of {json.Length} bytes is larger than {MostBytes}.");
    }

    /// <summary>Reads what <see cref="Format"/> writes, and nothing else.</summary>
    /// <exception cref="FormatException">It is no manifest; the message says why.</exception>
    public static Manifest Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MostBytes)
        {
            throw new FormatException($"it is larger than {MostBytes} bytes");
        }

        try
        {
            using var document = JsonDocument.Parse(bytes);
            var manifest = Read(document.RootElement);
            return manifest.Format().AsSpan().SequenceEqual(bytes.Span)
                ? manifest
                : throw new FormatException("it is not in the one spelling a manifest has");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw new FormatException("it is not a JSON object with the members of its kind", e);
        }
    }

    public static bool TryParse(ReadOnlyMemory<byte> bytes, out Manifest? manifest, out string error)
    {
        try
        {
            (manifest, error) = (Parse(bytes), "");
            return true;
        }
        catch (FormatException e)
        {
            (manifest, error) = (null, e.Message);
            return false;
        }
    }

    /// <summary>Appends <c>,"name":value</c> for each member of the kind.</summary>
    protected abstract void Members(Utf8Buffer json);

    private static Manifest Read(JsonElement json) => json.Text("kind") switch
    {
        ContinuedManifest.Name => ContinuedManifest.Read(json),
        ExpiryPlannedManifest.Name => ExpiryPlannedManifest.Read(json),
        ExpiredManifest.Name => ExpiredManifest.Read(json),
        ErasedManifest.Name => ErasedManifest.Read(json),
        HoldPlacedManifest.Name => HoldPlacedManifest.Read(json),
        HoldLiftedManifest.Name => HoldLiftedManifest.Read(json),
        PolicySetManifest.Name => PolicySetManifest.Read(json),
        KeyChangedManifest.Name => KeyChangedManifest.Read(json),
        ActionDeclaredManifest.Name => ActionDeclaredManifest.Read(json),
        LogMovedManifest.Name => LogMovedManifest.Read(json),
        DroppedManifest.Name => DroppedManifest.Read(json),
        _ => throw new FormatException("its kind is not known"),
    };
}
