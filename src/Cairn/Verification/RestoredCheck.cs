using System.Buffers.Text;
using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>
/// Judges disclosures that are there, though a manifest says that they were erased. An erasure is attested before it is done: one whose run
/// is not attested whole yet, or that a hold keeps from being done, is a note.
/// </summary>
internal sealed class RestoredCheck(ILogStore store, LogIdentity log, ManifestSet manifests, FindingList findings, List<string> notes)
{
    // Parts of runs of erasures, by run.
    private readonly ILookup<string, ManifestPart> runs = manifests.Rows.Select(r => r.Attests).OfType<ErasedManifest>()
        .ToLookup(m => m.Run.Of, m => m.Run, StringComparer.Ordinal);

    public async Task CheckAsync(IReadOnlyList<(long Index, string Digest)> restored, CancellationToken cancellationToken)
    {
        var (open, held) = (0L, 0L);
        foreach (var (index, digest) in restored)
        {
            var by = manifests.Erased[new Hash(Base64Url.DecodeFromChars(digest))]; // It was found there.
            if (!await IsThereAsync(index, digest, cancellationToken).ConfigureAwait(false))
            {
                continue; // It went while the verifier read.
            }

            if (IsOpen(by))
            {
                open++;
            }
            else if (manifests.Holds.Keeping(index, by.Index, null) is not null)
            {
                held++;
            }
            else
            {
                findings.Add(
                    FindingKind.Disclosure,
                    index,
                    digest,
                    $"a disclosure of the entry is there, and entry {by.Index} says that it was erased: somebody put it back, or erasing it "
                    + "was interrupted");
            }
        }

        Note(open, "is being erased", "are being erased");
        Note(held, "is to be erased and is kept by a hold", "are to be erased and are kept by holds");
    }

    private bool IsOpen(ManifestRow by) =>
        by.Attests is ErasedManifest { Run: var run } && runs[run.Of].Select(p => p.Number).Distinct().Count() < run.Count;

    private async Task<bool> IsThereAsync(long index, string digest, CancellationToken cancellationToken) =>
        await store.ReadEntriesAsync(log, index, 1, cancellationToken).ConfigureAwait(false) is [var entry]
        && entry.Disclosures.Any(row => row.Digest == digest || Disclosure.DigestOf(row.Json.Span) == digest);

    private void Note(long count, string one, string many)
    {
        if (count > 0)
        {
            notes.Add($"{Counted.Of(count, "disclosure", "disclosures")} {(count == 1 ? one : many)}");
        }
    }
}
