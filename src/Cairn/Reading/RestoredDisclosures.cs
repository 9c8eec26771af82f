using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Primitives;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Reading;

/// <summary>
/// Finds disclosures that an entry of the log says were erased and that are there: somebody put them back, or erasing them was interrupted.
/// Nobody is shown them.
/// </summary>
internal sealed class RestoredDisclosures(ILogStore store, LogIdentity log)
{
    /// <summary>The entries in which there are such disclosures, without them, by index. What is being erased at this moment is none.</summary>
    public async Task<IReadOnlyDictionary<long, ReadEntry>> FindAsync(
        IReadOnlyList<ReadEntry> entries,
        CancellationToken cancellationToken)
    {
        var present = entries.Where(e => e.View is not null).Select(e => (Entry: e, Digests: Present(e.View!))).ToList(); // Asked.
        var found = new Dictionary<long, ReadEntry>();
        if (present.TrueForAll(p => p.Digests.Count == 0))
        {
            return found;
        }

        var erased = await ErasedAsync([.. present.SelectMany(p => p.Digests)], cancellationToken).ConfigureAwait(false);
        foreach (var (entry, digests) in present)
        {
            if (digests.Where(erased.Contains).ToList() is { Count: > 0 } restored)
            {
                found[entry.Stored.Index] = await WithoutAsync(entry, restored, cancellationToken).ConfigureAwait(false);
            }
        }

        return found;
    }

    // Those of these digests that a manifest names whose entry commits to it.
    private async Task<HashSet<string>> ErasedAsync(HashSet<string> present, CancellationToken cancellationToken)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        var reader = new ManifestReader(store, log);
        foreach (var row in await store.ReadManifestsAsync(log, ErasedManifest.Name, cancellationToken).ConfigureAwait(false))
        {
            if (Manifest.TryParse(row.Json, out var manifest, out _)
                && manifest is ErasedManifest erased
                && erased.Digests.Any(present.Contains)
                && await reader.IsGroundedAsync(new(row), cancellationToken).ConfigureAwait(false))
            {
                named.UnionWith(erased.Digests.Where(present.Contains));
            }
        }

        return named;
    }

    private async Task<ReadEntry> WithoutAsync(ReadEntry entry, List<string> restored, CancellationToken cancellationToken)
    {
        // Again, after the manifest: an erasure is attested before it is done.
        var now = await store.ReadEntriesAsync(log, entry.Stored.Index, 1, cancellationToken).ConfigureAwait(false);
        var left = now is [var again] ? restored.Count(d => again.Disclosures.Any(row => IsOf(row, d))) : 0;
        var stored = entry.Stored with { Disclosures = [.. entry.Stored.Disclosures.Where(row => !restored.Exists(d => IsOf(row, d)))] };
        return entry with
        {
            Stored = stored,
            View = EntryView.TryRead(stored, out var view, out _) ? view : null,
            Problems = left == 0 ? entry.Problems
                : [.. entry.Problems, $"{Counted.Of(left, "disclosure of it is", "disclosures of it are")} there, which the log says "
                    + $"{(left == 1 ? "was" : "were")} erased: {(left == 1 ? "it is" : "they are")} not shown"],
        };
    }

    private static IReadOnlyList<string> Present(EntryView view) => [.. view.Leaf.Digests.Except(view.Erased)];

    private static bool IsOf(StoredDisclosure row, string digest) => row.Digest == digest || Disclosure.DigestOf(row.Json.Span) == digest;
}
