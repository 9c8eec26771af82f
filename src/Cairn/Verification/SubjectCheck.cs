using System.Globalization;
using System.Text.Json;

namespace Cairn;

/// <summary>
/// Whether a row of the directory belongs to the entry that brought it: its subject stands there, and its identifier is the keyed hash of
/// what the entry's disclosures say stands behind the pseudonym. Where those were erased, or nothing says it, the subject alone decides.
/// </summary>
internal static class SubjectCheck
{
    public static void Check(LogIdentity log, StoredSubject row, Leaf leaf, IReadOnlyList<Disclosure> disclosures, EntryFindings findings)
    {
        if (row.KeyId != 0)
        {
            findings.Add(FindingKind.Subject, "key_id", "a row of the directory has a key id, and is not encrypted");
        }

        if (!Appears(row.Subject, leaf, disclosures))
        {
            findings.Add(FindingKind.Subject, "subject", $"the directory says that this entry brought {row.Subject}, who is not in it");
            return;
        }

        if (disclosures.Count < leaf.Digests.Count)
        {
            return;
        }

        var type = row.Subject[..row.Subject.IndexOf(':', StringComparison.Ordinal)];
        var identifiers = Identifiers(row.Subject, leaf, disclosures).ToList();
        if (identifiers.Count > 0 && !identifiers.Exists(i => Sealer.Lookup(log, new(type, i)) == row.Identifier))
        {
            findings.Add(FindingKind.Subject, "identifier", $"the directory's identifier of {row.Subject} is not the one this entry discloses");
        }
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

    private static IEnumerable<string> Identifiers(string subject, Leaf leaf, IReadOnlyList<Disclosure> disclosures)
    {
        foreach (var disclosure in disclosures)
        {
            if (disclosure.Subject != subject)
            {
                continue;
            }

            using var value = JsonDocument.Parse(disclosure.Value);
            foreach (var identifier in Identifiers(subject, leaf, disclosure.Name, value.RootElement))
            {
                yield return identifier;
            }
        }
    }

    private static IEnumerable<string> Identifiers(string subject, Leaf leaf, string name, JsonElement value) => name switch
    {
        DisclosureGroup.Actor => Texts(value, leaf.Actor.Subject == subject ? "id" : "", leaf.OnBehalfOf?.Subject == subject ? "on_behalf_of" : ""),

        // An actor without an id is known by phone, else by e-mail.
        DisclosureGroup.Contact => Texts(value, "phone", "email"),
        DisclosureGroup.Targets when value.TryGetProperty("ids", out var ids) => Targets(subject, leaf, ids),
        _ => [],
    };

    private static IEnumerable<string> Targets(string subject, Leaf leaf, JsonElement ids)
    {
        foreach (var member in ids.EnumerateObject())
        {
            if (int.TryParse(member.Name, CultureInfo.InvariantCulture, out var n) && n < leaf.Targets.Count && leaf.Targets[n].Subject == subject
                && member.Value.ValueKind == JsonValueKind.String)
            {
                yield return member.Value.GetString()!; // It is a string.
            }
        }
    }

    private static IEnumerable<string> Texts(JsonElement value, params string[] names)
    {
        foreach (var name in names)
        {
            if (name.Length > 0 && value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String)
            {
                yield return text.GetString()!; // It is a string.
            }
        }
    }
}
