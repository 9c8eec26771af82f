using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>
/// Whether an alias belongs to the entry that brought it: its person stands there, and its identifier is the keyed hash of what the entry
/// says they are called. Where a disclosure of the entry is gone, what they were called may have been in it, and the person alone decides.
/// </summary>
internal static class AliasRowCheck
{
    public static void Check(
        LogIdentity log,
        StoredAlias row,
        DisclosureCheck disclosures,
        AliasMemory hashes,
        ref CheckedEntry entry,
        EntryFindings findings)
    {
        var leaf = entry.Leaf!; // Checked only where there is one.
        if (!Appears(row.Subject, leaf, disclosures.Good) && disclosures.IsWhole(leaf))
        {
            Tell(
                row,
                "subject",
                $"the aliases say that this entry introduced a name of {row.Subject}, but the entry does not mention them",
                ref entry,
                findings);
        }
        else if (!log.Keys.MayName(KeyPurpose.Lookup, row.KeyId))
        {
            Tell(row, "key_id", $"an alias of {row.Subject} names a look-up key that the log never had", ref entry, findings);
        }
        else if (log.Keys.Find(KeyPurpose.Lookup, row.KeyId) is not { } key)
        {
            entry.Unchecked.Aliases++;
            (entry.KeylessAliases ??= []).Add(row.Subject);
        }
        else if (disclosures.IsWhole(leaf)
            && !IsDisclosed(log, row, key, hashes, entry.People ??= DisclosedPeople.Of(leaf, disclosures.Good)))
        {
            Tell(row, "alias", $"an alias of {row.Subject} is not what this entry says they are called", ref entry, findings);
        }
    }

    private static void Tell(StoredAlias row, string member, string words, ref CheckedEntry entry, EntryFindings findings)
    {
        findings.Add(FindingKind.Subject, member, words);
        (entry.WrongAliases ??= []).Add(row);
    }

    private static bool IsDisclosed(LogIdentity log, StoredAlias row, LogKey key, AliasMemory hashes, DisclosedPeople people)
    {
        foreach (var name in people.Names)
        {
            if (name.Subject == row.Subject && hashes.Hash(log, key, name.Kind, name.Text) == row.Identifier)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Appears(string subject, Leaf leaf, IReadOnlyList<Disclosure> disclosures)
    {
        if (leaf.Actor.Subject == subject)
        {
            return true;
        }

        for (var i = 0; i < disclosures.Count; i++)
        {
            if (disclosures[i].Subject == subject)
            {
                return true;
            }
        }

        return leaf.Targets.Any(t => t.Subject == subject);
    }
}
