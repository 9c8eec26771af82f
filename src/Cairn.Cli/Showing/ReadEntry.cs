using System.Globalization;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Reading;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Cli;

/// <summary>A stored entry as far as it can be read.</summary>
/// <param name="Stored">Its rows.</param>
/// <param name="View">What they say; <see langword="null"/> when the leaf is none.</param>
/// <param name="Sentence">What happened, in the words the log has for it; empty without a view.</param>
/// <param name="Problems">Everything wrong with it that reading it, and its hash in the tree, can tell.</param>
internal sealed record ReadEntry(StoredEntry Stored, EntryView? View, string Sentence, IReadOnlyList<string> Problems)
{
    /// <summary>Reads entries, and holds each leaf against the hash the tree has for it.</summary>
    public static async Task<IReadOnlyList<ReadEntry>> OfAsync(OpenLog open, IReadOnlyList<StoredEntry> entries, CancellationToken cancellationToken)
    {
        var wanted = entries.Select(e => TileOf(e.Index)).Distinct().ToList();
        var tiles = await open.Store.ReadTilesAsync(open.Log, wanted, cancellationToken).ConfigureAwait(false);
        var read = await ToldApartAsync(open, [.. entries.Select(e => Of(e, HashAt(tiles, e.Index)))], cancellationToken).ConfigureAwait(false);
        await open.Sentences.PrepareAsync(read.Select(r => r.View).OfType<EntryView>(), cancellationToken).ConfigureAwait(false);
        return [.. read.Select(r => r.View is null ? r : r with { Sentence = open.Sentences.Tell(r.View) })];
    }

    public string ToJson(LogIdentity log) => View is null ? EntryJson.Write(Stored.Index, log, Problems) : EntryJson.Write(View, Sentence, log, Problems);

    /// <summary>Says on standard error what is wrong.</summary>
    public void ReportProblems(CliIo io)
    {
        foreach (var problem in Problems)
        {
            io.Report(Warning(problem));
        }
    }

    /// <exception cref="CliException">Something is wrong with it.</exception>
    public void RefuseProblems()
    {
        if (Problems is [var problem, ..])
        {
            throw new CliException(Warning(problem), ExitCode.Refused);
        }
    }

    // Who does not see the whole log cannot tell what is missing from what was erased.
    private static async Task<IReadOnlyList<ReadEntry>> ToldApartAsync(OpenLog open, IReadOnlyList<ReadEntry> read, CancellationToken cancellationToken)
    {
        var gone = read.Select(r => r.View).OfType<EntryView>().Where(v => v.Erased.Count > 0).ToList();
        if (gone.Count == 0 || !await open.IsWholeAsync(cancellationToken).ConfigureAwait(false))
        {
            return read;
        }

        var told = (await new GoneDisclosures(open.Store, open.Log).TellAsync(gone, cancellationToken).ConfigureAwait(false)).ToDictionary(v => v.Index);
        return [.. read.Select(r => told.TryGetValue(r.Stored.Index, out var view)
            ? r with { View = view, Problems = [.. r.Problems, .. view.Problems.Except(r.Problems)] } : r)];
    }

    private string Warning(string problem) =>
        string.Create(CultureInfo.InvariantCulture, $"Entry {Stored.Index} is not as it was written: {problem}. Run: cairn verify");

    private static ReadEntry Of(StoredEntry stored, Hash? inTree)
    {
        IReadOnlyList<string> moved = inTree == Hash.OfLeaf(stored.Leaf.Span) ? [] : ["its leaf does not have the hash the tree holds for it"];
        try
        {
            return EntryView.TryRead(stored, out var view, out var error)
                ? new(stored, view, "", [.. moved, .. view!.Problems]) // Read, so it is there.
                : new(stored, null, "", [.. moved, $"its leaf is not one: {error}"]);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or InvalidOperationException)
        {
            // Rows that were altered together can make an event that none could have sent.
            return new(stored, null, "", [.. moved, $"its leaf and disclosures make no event: {e.Message}"]);
        }
    }

    private static TileId TileOf(long index) => new(0, index / TileId.FullWidth);

    private static Hash? HashAt(IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>> tiles, long index)
    {
        var at = (int)(index % TileId.FullWidth) * Hash.Size;
        return tiles.TryGetValue(TileOf(index), out var hashes) && hashes.Length >= at + Hash.Size ? new Hash(hashes.Span.Slice(at, Hash.Size)) : null;
    }
}
