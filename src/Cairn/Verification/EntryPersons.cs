using System.Globalization;
using System.Text.Json;

namespace Cairn;

/// <summary>The persons who stand in an entry under pseudonyms and whose identifiers it discloses: what the directory must hold of them.</summary>
internal static class EntryPersons
{
    private static readonly List<NewSubject> Nobody = [];

    public static List<NewSubject> Of(LogIdentity log, Leaf leaf, IReadOnlyList<Disclosure> disclosures)
    {
        List<NewSubject>? persons = null;
        foreach (var disclosure in disclosures)
        {
            // ":~": everybody else stands under an id of the application's.
            if (disclosure.Name == DisclosureGroup.Targets ? HasPseudonym(leaf) : disclosure.Subject is { } subject && subject.Contains(":~", StringComparison.Ordinal))
            {
                Add(log, leaf, disclosure, persons ??= []);
            }
        }

        return persons ?? Nobody;
    }

    private static bool HasPseudonym(Leaf leaf)
    {
        for (var i = 0; i < leaf.Targets.Count; i++)
        {
            if (leaf.Targets[i].IsPseudonym)
            {
                return true;
            }
        }

        return false;
    }

    private static void Add(LogIdentity log, Leaf leaf, Disclosure disclosure, List<NewSubject> persons)
    {
        using var document = JsonDocument.Parse(disclosure.Value);
        var value = document.RootElement;
        if (disclosure.Name == DisclosureGroup.Targets)
        {
            Targets(log, leaf, value, persons);
        }
        else if (disclosure.Name == DisclosureGroup.Actor && Text(value, "id") is { } id)
        {
            persons.Add(Person(log, disclosure.Subject!, id)); // Its subject is a pseudonym.
        }
        else if (disclosure.Name == DisclosureGroup.Contact && disclosure.Subject == leaf.Actor.Subject && !persons.Exists(p => p.Subject == disclosure.Subject))
        {
            // No id was disclosed: an actor without one is known by phone, else by e-mail.
            var standIn = Text(value, "phone") is { Length: > 0 } phone ? phone : Text(value, "email");
            if (!string.IsNullOrEmpty(standIn))
            {
                persons.Add(Person(log, disclosure.Subject!, standIn)); // Its subject is a pseudonym.
            }
        }
    }

    private static void Targets(LogIdentity log, Leaf leaf, JsonElement value, List<NewSubject> persons)
    {
        if (!value.TryGetProperty("ids", out var ids) || ids.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var id in ids.EnumerateObject())
        {
            if (int.TryParse(id.Name, CultureInfo.InvariantCulture, out var n) && n >= 0 && n < leaf.Targets.Count && leaf.Targets[n].IsPseudonym
                && id.Value.ValueKind == JsonValueKind.String)
            {
                persons.Add(Person(log, leaf.Targets[n].Subject!, id.Value.GetString()!)); // A pseudonym makes a subject; it is a string.
            }
        }
    }

    private static NewSubject Person(LogIdentity log, string subject, string identifier) =>
        new(Sealer.Lookup(log, new(subject[..subject.IndexOf(':', StringComparison.Ordinal)], identifier)), subject);

    private static string? Text(JsonElement value, string name) =>
        value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
