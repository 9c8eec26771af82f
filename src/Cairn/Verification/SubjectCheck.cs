namespace Cairn;

/// <summary>
/// Whether a row of the directory belongs to the entry that brought it: its subject stands there, and its identifier is the keyed hash of
/// what the entry's disclosures say stands behind the pseudonym. Where those were erased, or nothing says it, the subject alone decides.
/// </summary>
internal static class SubjectCheck
{
    /// <returns>Whether nothing was found.</returns>
    public static bool Check(LogIdentity log, StoredSubject row, Leaf leaf, IReadOnlyList<Disclosure> disclosures, EntryFindings findings)
    {
        if (row.KeyId != 0)
        {
            findings.Add(FindingKind.Subject, "key_id", "a row of the directory has a key id, and is not encrypted");
        }

        if (!Appears(row.Subject, leaf, disclosures))
        {
            findings.Add(FindingKind.Subject, "subject", $"the directory says that this entry brought {row.Subject}, who is not in it");
            return false;
        }

        if (disclosures.Count < leaf.Digests.Count)
        {
            return row.KeyId == 0;
        }

        var persons = EntryPersons.Of(log, leaf, disclosures);
        if (persons.Exists(p => p.Subject == row.Subject) && !persons.Exists(p => p.Subject == row.Subject && p.Identifier == row.Identifier))
        {
            findings.Add(FindingKind.Subject, "identifier", $"the directory's identifier of {row.Subject} is not the one this entry discloses");
            return false;
        }

        return row.KeyId == 0;
    }

    private static bool Appears(string subject, Leaf leaf, IReadOnlyList<Disclosure> disclosures)
    {
        var mark = subject.IndexOf(':', StringComparison.Ordinal);
        if (mark < 0 || mark + 1 == subject.Length || subject[mark + 1] != '~')
        {
            return false; // Only pseudonyms stand in the directory.
        }

        return leaf.Actor.Subject == subject || leaf.OnBehalfOf?.Subject == subject
            || leaf.Targets.Any(t => t.Subject == subject) || disclosures.Any(d => d.Subject == subject);
    }
}
