using System.Text.Json;
using Cairn.Merkle;
using Cairn.Primitives;

namespace Cairn.Manifests;

/// <summary>The log goes on from an older one under a new origin.</summary>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="Origin">The old origin.</param>
/// <param name="VerifierKey">The old verifier key; <see langword="null"/> when it was lost with the key.</param>
/// <param name="Checkpoint">The newest note known under the old origin; <see langword="null"/>: none is.</param>
/// <param name="Size">How many entries were found in the old log.</param>
/// <param name="Root">The old log's root as found.</param>
internal sealed record ContinuedManifest(string Reason, string Origin, string? VerifierKey, string? Checkpoint, long Size, Hash Root)
    : Manifest
{
    public const string Name = "continued";
    public const string ActionName = "cairn.log_continued";

    /// <summary>The old log could go on; a log that the key does not know claimed to go on from it.</summary>
    public const string Planted = "planted";

    public static readonly string[] Reasons = ["restored", "forked", "key_lost", "memory_lost", Planted];

    public override string Action => ActionName;

    public override string Kind => Name;

    public static ContinuedManifest Read(JsonElement json)
    {
        var manifest = new ContinuedManifest(
            json.Text("reason"),
            json.Text("origin"),
            json.OptionalText("vkey"),
            json.OptionalText("checkpoint"),
            json.Number("size"),
            Hash.TryParse(json.Text("root"), out var root) ? root : throw new FormatException("its root is not a hash"));
        return Reasons.Contains(manifest.Reason)
            && manifest.Origin.Length > 0
            && (manifest.VerifierKey is null || NoteVerifier.TryParse(manifest.VerifierKey, out _, out _))
            ? manifest
            : throw new FormatException("its reason, origin or verifier key is not one");
    }

    /// <summary>How many entries the old checkpoint signed that were not found.</summary>
    public long Lost => Checkpoint is not null && Note.TryParse(Checkpoint, out var note, out _)
        && Merkle.Checkpoint.TryParse(note.Text, out var signed, out _) ? Math.Max(0, signed.Head.Size - Size) : 0;

    protected override void Members(Utf8Buffer json)
    {
        json.Raw(",\"reason\":"u8).Quoted(Reason).Raw(",\"origin\":"u8).Quoted(Origin);
        json.Raw(",\"vkey\":"u8).OptionalText(VerifierKey).Raw(",\"checkpoint\":"u8).OptionalText(Checkpoint);
        json.Raw(",\"size\":"u8).Number(Size).Raw(",\"root\":"u8).Quoted(Root.ToString());
    }
}
