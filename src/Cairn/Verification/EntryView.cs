using System.Text;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Reading;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>An entry as a reader sees it: from its leaf and the disclosures the leaf commits to, never from a column.</summary>
internal sealed record EntryView
{
    public required long Index { get; init; }

    public required Leaf Leaf { get; init; }

    public required ReadOnlyMemory<byte> LeafBytes { get; init; }

    /// <summary>The disclosures whose digests stand in the leaf.</summary>
    public required IReadOnlyList<Disclosure> Disclosures { get; init; }

    /// <summary>
    /// Disclosures that are encrypted, and whose key is not at hand: their digests stand in the leaf, what they say is not known.
    /// </summary>
    public required IReadOnlyList<WithheldDisclosure> Withheld { get; init; }

    /// <summary>Digests in the leaf whose disclosures are gone.</summary>
    public required IReadOnlyList<string> Erased { get; init; }

    /// <summary>
    /// Those of the gone disclosures that no entry of the log says were erased; empty until <see cref="GoneDisclosures"/> told them apart.
    /// </summary>
    public IReadOnlyList<string> Missing { get; private init; } = [];

    /// <summary>Whether what was erased was told apart from what is missing.</summary>
    public bool IsToldApart { get; private init; }

    /// <summary>The event put together again; what is gone is absent, a pseudonym stands where its person is gone.</summary>
    public required AuditEvent Event { get; init; }

    /// <summary>What is stored with the entry and does not belong to it, in words; run verify.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    public string LeafText => Encoding.UTF8.GetString(LeafBytes.Span);

    public Hash LeafHash => Hash.OfLeaf(LeafBytes.Span);

    /// <summary>
    /// The same entry, of which these disclosures are missing: that is a problem, an erasure is none. Beside another problem it is not said
    /// again: one altered row is one problem.
    /// </summary>
    public EntryView WithMissing(IReadOnlyList<string> missing) => missing.Count == 0 ? this with { IsToldApart = true } : this with
    {
        IsToldApart = true,
        Erased = [.. Erased.Except(missing)],
        Missing = missing,
        Problems = Problems.Count > 0 ? Problems : [$"{Counted.Of(missing.Count, "disclosure is", "disclosures are")} missing, "
            + $"and no entry says that {(missing.Count == 1 ? "it was" : "they were")} erased"],
    };

    /// <summary>Reads an entry's rows.</summary>
    /// <returns><see langword="false"/> when the leaf is not a leaf.</returns>
    public static bool TryRead(StoredEntry stored, out EntryView? view, out string error)
    {
        view = null;
        if (!LeafReader.TryParse(stored.Leaf.Span, out var leaf, out error))
        {
            return false;
        }

        var problems = new List<string>();
        var (disclosures, withheld) = Disclosed(stored, leaf!, problems); // A parsed leaf is there.
        if (!EventRebuilder.TryRebuild(leaf!, disclosures, out var auditEvent))
        {
            error = "its disclosures do not make an event";
            return false;
        }

        view = new()
        {
            Index = stored.Index,
            Leaf = leaf!,
            LeafBytes = stored.Leaf,
            Disclosures = disclosures,
            Withheld = withheld,
            Erased = [.. leaf!.Digests.Except(disclosures.Select(d => d.Digest)).Except(withheld.Select(d => d.Digest))],
            Event = auditEvent!, // Rebuilt.
            Problems = problems,
        };
        return true;
    }

    private static (List<Disclosure> Read, List<WithheldDisclosure> Withheld) Disclosed(
        StoredEntry stored,
        Leaf leaf,
        List<string> problems)
    {
        var (disclosures, withheld) = (new List<Disclosure>(stored.Disclosures.Count), new List<WithheldDisclosure>());
        foreach (var row in stored.Disclosures)
        {
            if (row.KeyId != 0)
            {
                Withhold(row, leaf, withheld, problems);
            }
            else if (!Disclosure.TryRead(row.Json, out var disclosure, out var error))
            {
                problems.Add($"disclosure {row.Name}: {error}");
            }
            else if (!leaf.Digests.Contains(disclosure!.Digest)) // A read disclosure is there.
            {
                problems.Add($"disclosure {row.Name}: its digest is not in the leaf");
            }
            else
            {
                disclosures.Add(disclosure);
            }
        }

        return (disclosures, withheld);
    }

    private static void Withhold(StoredDisclosure row, Leaf leaf, List<WithheldDisclosure> withheld, List<string> problems)
    {
        if (row.Digest is { } digest && leaf.Digests.Contains(digest))
        {
            withheld.Add(new(row.Name, row.Subject, row.Class, row.KeyId, digest));
        }
        else
        {
            problems.Add($"disclosure {row.Name}: it is encrypted, and its digest is not in the leaf");
        }
    }
}

/// <summary>A disclosure that is encrypted and cannot be read here.</summary>
internal sealed record WithheldDisclosure(string Name, string? Subject, string Class, long KeyId, string Digest);
