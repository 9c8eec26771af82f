using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>
/// Whether a row of the directory belongs to the entry that brought it: its subject stands there, and its identifier is the keyed hash of
/// what the entry's disclosures say stands behind the pseudonym. Where those were erased, or nothing says it, the subject alone decides.
/// </summary>
internal static class SubjectCheck
{
    /// <param name="log">The log, with the keys that are at hand.</param>
    /// <param name="row">The row.</param>
    /// <param name="leaf">The leaf of the entry that brought it.</param>
    /// <param name="disclosures">What of that entry's disclosures can be read.</param>
    /// <param name="entry">Told what could not be checked.</param>
    /// <param name="findings">Told what is wrong.</param>
    /// <returns>Whether nothing was found.</returns>
    public static bool Check(
        LogIdentity log,
        StoredSubject row,
        Leaf leaf,
        IReadOnlyList<Disclosure> disclosures,
        ref CheckedEntry entry,
        EntryFindings findings)
    {
        if (!Appears(row.Subject, leaf, disclosures))
        {
            findings.Add(
                FindingKind.Subject,
                "subject",
                $"the directory says that this entry introduced {row.Subject}, but the entry does not mention them");
            return false;
        }

        if (!log.Keys.MayName(KeyPurpose.Lookup, row.KeyId))
        {
            findings.Add(FindingKind.Subject, "key_id", $"the row of {row.Subject} names a look-up key that the log never had");
            return false;
        }

        if (log.Keys.Find(KeyPurpose.Lookup, row.KeyId) is not { } key)
        {
            entry.Unchecked.Persons++;
            (entry.KeylessPersons ??= []).Add(row.Subject);
            return true;
        }

        if (disclosures.Count < leaf.Digests.Count)
        {
            return true; // What stands behind the pseudonym may be among what is gone.
        }

        var persons = (entry.People ??= DisclosedPeople.Of(leaf, disclosures)).Persons.Where(p => p.Subject == row.Subject).ToList();
        if (persons.Count > 0 && !persons.Exists(p => p.Id.Lookup(key) == row.Identifier))
        {
            findings.Add(
                FindingKind.Subject, "identifier", $"the directory's identifier of {row.Subject} is not the one this entry discloses");
            return false;
        }

        return true;
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
