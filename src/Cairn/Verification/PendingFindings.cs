using Cairn.Events;
using Cairn.Manifests;
using Cairn.Primitives;

namespace Cairn.Verification;

/// <summary>
/// What is a finding unless a manifest accounts for it. It waits for the end of the run: a manifest may have been added, and its work
/// done, beside the verifier; and an altered manifest is one finding, not one for each entry it named.
/// </summary>
internal sealed class PendingFindings(FindingList findings)
{
    // Beyond so many the rest is said at once: memory stays bounded when a whole table is gone.
    private const int Most = 100_000;

    private readonly List<(NumberRange Range, ExpiryRefusal? Refused)> missing = [];
    private readonly List<(long Index, string Digest)> digests = [];
    private readonly List<(long Index, string Producer, NumberRange Numbers)> skipped = [];

    public bool Any => missing.Count + digests.Count + skipped.Count > 0;

    /// <summary>Whether an entry is not there, for whatever reason the end will show.</summary>
    public bool IsMissing(long index)
    {
        var (low, high) = (0, missing.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = missing[middle].Range.To < index ? (middle + 1, high) : (low, middle);
        }

        return low < missing.Count && missing[low].Range.From <= index;
    }

    /// <summary>An entry is not there. Told in ascending order.</summary>
    /// <param name="index">The entry.</param>
    /// <param name="refused">Why a plan that names it does not account for it; <see langword="null"/>: none names it.</param>
    public void Missing(long index, ExpiryRefusal? refused = null)
    {
        if (missing.Count > 0 && missing[^1].Range.To == index - 1 && missing[^1].Refused == refused)
        {
            missing[^1] = (missing[^1].Range with { To = index }, refused);
        }
        else
        {
            missing.Add((new(index, index), refused));
        }
    }

    /// <summary>A disclosure is not there.</summary>
    public void Missing(long index, string digest)
    {
        if (digests.Count < Most)
        {
            digests.Add((index, digest));
        }
        else
        {
            Unaccounted(index, digest);
        }
    }

    /// <summary>A producer's numbers were left out before an entry.</summary>
    public void Skipped(long index, string producer, NumberRange numbers) => skipped.Add((index, producer, numbers));

    /// <summary>Names what neither the manifests of the tree that was checked nor those added meanwhile account for.</summary>
    public void Resolve(ManifestSet manifests, ManifestSet late, List<string> notes)
    {
        ResolveMissing(manifests, late, notes);
        ResolveDigests(manifests, late, notes);
        ResolveSkipped(manifests, late, notes);
    }

    private void ResolveMissing(ManifestSet manifests, ManifestSet late, List<string> notes)
    {
        var (action, excused) = (CairnActions.ExpiryPlanned.Name, 0L);
        foreach (var (range, refused) in missing)
        {
            for (var index = range.From; index <= range.To; index++)
            {
                var isCairns = manifests.At(index) is not null;
                var isHeld = refused?.Hold is { } hold && late.Holds.IsInForce(hold);
                if (!isCairns && ((refused?.Hold is not null && !isHeld) || (!isHeld && late.Plans.Account(index).By is not null)))
                {
                    continue; // It went while the verifier read, or a hold was lifted in that time.
                }

                if (!isCairns && manifests.MayBeNamed(action, index) is not null)
                {
                    excused++;
                    continue;
                }

                findings.Add(
                    FindingKind.Missing,
                    index,
                    "entry",
                    refused?.Words ?? "the entry is missing, and the log does not say that it expired");
            }
        }

        Note(excused, "entry is not there", "entries are not there", notes);
    }

    private void ResolveDigests(ManifestSet manifests, ManifestSet late, List<string> notes)
    {
        var (action, excused) = (CairnActions.DataErased.Name, 0L);
        foreach (var (index, digest) in digests)
        {
            if (late.Erased.ContainsKey(new(System.Buffers.Text.Base64Url.DecodeFromChars(digest))))
            {
                continue;
            }

            if (manifests.MayBeNamed(action, index) is not null)
            {
                excused++;
                continue;
            }

            Unaccounted(index, digest);
        }

        Note(excused, "disclosure is not there", "disclosures are not there", notes);
    }

    private void ResolveSkipped(ManifestSet manifests, ManifestSet late, List<string> notes)
    {
        var (action, excused) = (CairnActions.EventsDropped.Name, 0L);
        foreach (var (index, producer, numbers) in skipped)
        {
            if (NumberRange.Uncovered(
                numbers.From, numbers.To, NumberRange.Joined(manifests.DroppedBy(producer).Concat(late.DroppedBy(producer)))) == 0)
            {
                continue;
            }

            // Such a manifest may come before or after the entry.
            if (manifests.MayBeNamed(action, -1) is not null)
            {
                excused++;
                continue;
            }

            findings.Add(
                FindingKind.Gap,
                index,
                producer,
                $"producer {producer} leaves out the numbers {numbers.From} to {numbers.To}, and the log does not account for all of them");
        }

        Note(excused, "gap is in the sequence numbers", "gaps are in the sequence numbers", notes);
    }

    private void Unaccounted(long index, string digest) =>
        findings.Add(
            FindingKind.Disclosure, index, digest, "a disclosure of the entry is missing, and the log does not say that it was erased");

    private static void Note(long count, string one, string many, List<string> notes)
    {
        if (count > 0)
        {
            notes.Add($"{Counted.Of(count, one, many)}; an altered manifest may have named {(count == 1 ? "it" : "them")}");
        }
    }
}
