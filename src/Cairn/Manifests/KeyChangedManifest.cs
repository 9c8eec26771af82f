using System.Globalization;
using System.Text.Json;
using Cairn.Merkle;
using Cairn.Primitives;

namespace Cairn.Manifests;

/// <summary>A key of the log gave way to another.</summary>
/// <param name="Purpose">One of <see cref="Signing"/>, <see cref="Master"/>, <see cref="Lookup"/>, <see cref="Replay"/>.</param>
/// <param name="Old">A verifier key for signing, else a key id; <see langword="null"/>: there was none.</param>
/// <param name="New">A verifier key for signing, else a key id.</param>
internal sealed record KeyChangedManifest(string Purpose, string? Old, string New) : Manifest
{
    public const string Name = "key_changed";
    public const string ActionName = "cairn.key_changed";

    public const string Signing = "signing";
    public const string Master = "master";
    public const string Lookup = "lookup";
    public const string Replay = "replay";

    public override string Action => ActionName;

    public override string Kind => Name;

    public static KeyChangedManifest Read(JsonElement json)
    {
        var manifest = new KeyChangedManifest(json.Text("purpose"), json.OptionalText("old"), json.Text("new"));
        return IsKey(manifest.Purpose, manifest.New)
            && (manifest.Old is null || IsKey(manifest.Purpose, manifest.Old))
            && manifest.Old != manifest.New
            ? manifest
            : throw new FormatException("its purpose or keys are not ones, or its keys are the same");
    }

    protected override void Members(Utf8Buffer json) =>
        json.Raw(",\"purpose\":"u8).Quoted(Purpose).Raw(",\"old\":"u8).OptionalText(Old).Raw(",\"new\":"u8).Quoted(New);

    // A master key lies with somebody else, who names it.
    private static bool IsKey(string purpose, string key) => purpose switch
    {
        Signing => NoteVerifier.TryParse(key, out _, out _),
        Lookup or Replay => int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 && key[0] != '0',
        Master => Grammar.IsVisible(key, 256),
        _ => false,
    };
}
