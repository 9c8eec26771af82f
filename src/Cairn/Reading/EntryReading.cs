using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Reading;

/// <summary>
/// Reads stored entries for people: each leaf is held against the hash the tree has for it, the rows beside it against the leaf, and
/// what is gone is told apart.
/// </summary>
internal sealed class EntryReading(ILogStore store, LogIdentity log, ReaderSettings settings, string culture)
{
    private readonly LogSentences sentences = new(store, log, settings, culture);

    /// <summary>The same entries, in the same order.</summary>
    public async Task<IReadOnlyList<ReadEntry>> ReadAsync(IReadOnlyList<StoredEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
        {
            return [];
        }

        var tiles = await store.ReadTilesAsync(
            log, [.. entries.Select(e => TileOf(e.Index)).Distinct()], cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ReadEntry> read = [.. entries.Select(e => Read(e, HashAt(tiles, e.Index)))];
        var restored = await new RestoredDisclosures(store, log).FindAsync(read, cancellationToken).ConfigureAwait(false);
        read = await ToldApartAsync(
            [.. read.Select(r => restored.GetValueOrDefault(r.Stored.Index) ?? r)], cancellationToken).ConfigureAwait(false);
        await sentences.PrepareAsync(read.Select(r => r.View).OfType<EntryView>(), cancellationToken).ConfigureAwait(false);
        return [.. read.Select(r => r.View is null ? r
            : r with { Pieces = sentences.PiecesOf(r.View), Manifest = sentences.ManifestOf(r.View) })];
    }

    // Who does not see the whole log cannot tell what is missing from what was erased.
    private async Task<IReadOnlyList<ReadEntry>> ToldApartAsync(IReadOnlyList<ReadEntry> read, CancellationToken cancellationToken)
    {
        var gone = read.Select(r => r.View).OfType<EntryView>().Where(v => v.Erased.Count > 0).ToList();
        if (gone.Count == 0 || !await store.SeesAllAsync(log, cancellationToken).ConfigureAwait(false))
        {
            return read;
        }

        var told = (await new GoneDisclosures(store, log).TellAsync(gone, cancellationToken).ConfigureAwait(false)).ToDictionary(
            v => v.Index);
        return [.. read.Select(r => told.TryGetValue(r.Stored.Index, out var view)
            ? r with { View = view, Problems = [.. r.Problems, .. view.Problems.Except(r.Problems)] } : r)];
    }

    private ReadEntry Read(StoredEntry stored, Hash? inTree)
    {
        IReadOnlyList<string> moved = inTree == Hash.OfLeaf(stored.Leaf.Span)
            ? []
            : ["its leaf does not have the hash the tree holds for it"];
        try
        {
            return EntryView.TryRead(stored, out var view, out var error)
                // Read, so it is there.
                ? new(stored, view, [.. moved, .. EntryRowCheck.Problems(stored, view!.Leaf, log), .. view.Problems])
                : new(stored, null, [.. moved, $"its leaf is not one: {error}"]);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or InvalidOperationException)
        {
            // Rows that were altered together can make an event that none could have sent.
            return new(stored, null, [.. moved, $"its leaf and disclosures make no event: {e.Message}"]);
        }
    }

    private static TileId TileOf(long index) => new(0, index / TileId.FullWidth);

    private static Hash? HashAt(IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>> tiles, long index)
    {
        var at = (int)(index % TileId.FullWidth) * Hash.Size;
        return tiles.TryGetValue(TileOf(index), out var hashes) && hashes.Length >= at + Hash.Size
            ? new Hash(hashes.Span.Slice(at, Hash.Size))
            : null;
    }
}
