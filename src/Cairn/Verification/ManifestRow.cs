using System.Security.Cryptography;
using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>A stored manifest, read as far as it can be.</summary>
internal sealed class ManifestRow
{
    public ManifestRow(StoredManifest stored)
    {
        (Index, Kind) = (stored.Index, stored.Kind);
        Digest = Base64Text.Encode(SHA256.HashData(stored.Json.Span));
        (Attests, Error) = Manifest.TryParse(stored.Json, out var manifest, out var error) ? (manifest, "") : (null, error);
    }

    public long Index { get; }

    /// <summary>What its row says it is.</summary>
    public string Kind { get; }

    public string Digest { get; }

    /// <summary><see langword="null"/>: it is malformed, as <see cref="Error"/> says.</summary>
    public Manifest? Attests { get; }

    public string Error { get; }

    /// <summary>How many entries that are gone it accounts for.</summary>
    public long Expired { get; set; }

    /// <summary>Whether it is what the entry at its index commits to.</summary>
    public bool IsOf(Leaf leaf) => leaf.Manifest == Digest && Attests is not null && Attests.Action == leaf.Action;
}
