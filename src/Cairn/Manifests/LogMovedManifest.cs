using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Manifests;

/// <summary>The log goes on at another place; this is its last entry here.</summary>
/// <param name="To">The place, 1 to 256 printable characters.</param>
/// <param name="Size">How many entries it had when that was decided.</param>
internal sealed record LogMovedManifest(string To, long Size) : Manifest
{
    public const string Name = "log_moved";
    public const string ActionName = "cairn.log_moved";

    public override string Action => ActionName;

    public override string Kind => Name;

    public static LogMovedManifest Read(JsonElement json) => new(
        json.Text("to") is var to && to.Trim(' ').Length > 0 && Grammar.IsVisible(to.Replace(' ', '_'), 256)
            ? to
            : throw new FormatException("the place it goes to is not one"),
        json.Number("size"));

    protected override void Members(Utf8Buffer json) => json.Raw(",\"to\":"u8).Quoted(To).Raw(",\"size\":"u8).Number(Size);
}
