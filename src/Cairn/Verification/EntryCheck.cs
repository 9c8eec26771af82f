using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>
/// Checks entries by themselves: leaf, columns, targets, disclosures, the event's digest, its address, the rows of persons and aliases
/// they brought. Thread-safe.
/// </summary>
internal sealed class EntryCheck(LogIdentity log, bool knowsSecret, IReadOnlyDictionary<Hash, ManifestRow> erased)
{
    // Hashes of names and networks that many entries share.
    private readonly AliasMemory hashes = new();

    public CheckedBatch Check(EntryBatch batch)
    {
        var texts = new TextPool();
        var disclosures = new DisclosureCheck(log, erased, texts);
        var entries = new CheckedEntry[batch.Entries.Count];
        var (subject, alias) = (0, 0);
        for (var i = 0; i < entries.Length; i++)
        {
            ref var entry = ref entries[i];
            Check(batch.Entries[i], disclosures, texts, ref entry);
            var isChecked = entry.Leaf is not null && knowsSecret;

            // Rows of persons and aliases ascend by index as the entries do; those of entries that are gone cannot be checked.
            for (; subject < batch.Subjects.Count && batch.Subjects[subject].FirstIndex <= entry.Index; subject++)
            {
                if (batch.Subjects[subject].FirstIndex == entry.Index && isChecked)
                {
                    Check(batch.Subjects[subject], disclosures, ref entry);
                }
            }

            for (; alias < batch.Aliases.Count && batch.Aliases[alias].FirstIndex <= entry.Index; alias++)
            {
                if (batch.Aliases[alias].FirstIndex == entry.Index && isChecked)
                {
                    AliasRowCheck.Check(log, batch.Aliases[alias], disclosures, hashes, ref entry, new(log.Tenant, ref entry));
                }
            }
        }

        return new(batch.From, batch.Count, batch.Tiles, entries);
    }

    private void Check(StoredSubject row, DisclosureCheck disclosures, ref CheckedEntry entry)
    {
        // Asked only where there is one.
        if (!SubjectCheck.Check(log, row, entry.Leaf!, disclosures.Good, ref entry, new(log.Tenant, ref entry)))
        {
            (entry.WrongRows ??= []).Add(row);
        }
    }

    private void Check(StoredEntry stored, DisclosureCheck disclosures, TextPool texts, ref CheckedEntry entry)
    {
        entry.Index = stored.Index;
        entry.StoredAt = stored.StoredAt;
        entry.LeafHash = Hash.OfLeaf(stored.Leaf.Span);
        if (!LeafReader.TryParse(stored.Leaf.Span, out entry.Leaf, out var error, texts))
        {
            entry.Malformed = error;
            return;
        }

        var findings = new EntryFindings(log.Tenant, ref entry);
        ColumnCheck.Check(stored, entry.Leaf!, findings); // Parsed.
        disclosures.Check(stored, ref entry, findings);
        if (knowsSecret)
        {
            AddressCheck.Check(log, stored, disclosures, hashes, ref entry, findings);
            entry.People = DisclosedPeople.Of(entry.Leaf!, disclosures.Good); // Parsed.
        }
    }
}

/// <summary>Where the checks of one entry put what they find. Entries without a finding cost nothing.</summary>
internal readonly ref struct EntryFindings(string tenant, ref CheckedEntry entry)
{
    private readonly ref CheckedEntry entry = ref entry;

    public void Add(FindingKind kind, string member, string words) =>
        (entry.Findings ??= []).Add(new(kind, tenant, entry.Index, member, words));
}
