using Cairn.Events;
using Cairn.Manifests;

namespace Cairn.Stores;

/// <summary>How entries change the holds in force, for every driver that does so in this process.</summary>
internal static class HoldRules
{
    /// <summary>What an entry of Cairn's places or lifts; <see langword="null"/>: neither.</summary>
    public static Manifest? Of(string action, ReadOnlyMemory<byte> manifest) =>
        // Parsed.
        (action == CairnActions.HoldPlaced.Name || action == CairnActions.HoldLifted.Name)
        && Manifest.TryParse(manifest, out var read, out _)
        && read!.Action == action
            ? read : null;

    /// <summary>The rows of a hold's part.</summary>
    public static IEnumerable<StoredHold> RowsOf(HoldPlacedManifest placed) =>
        placed.Set.Ranges().Select(r => new StoredHold(placed.Hold.Of, r.From, r.To));
}
