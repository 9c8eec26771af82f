using System.Globalization;
using System.Text.Json;
using Cairn.Events;

namespace Cairn.Entries;

/// <summary>A person whose identifier an entry discloses.</summary>
/// <param name="Subject">Type and pseudonym.</param>
/// <param name="Id">What stands behind the pseudonym.</param>
internal readonly record struct DisclosedPerson(string Subject, PersonalId Id);

/// <summary>What an entry says that a person is called.</summary>
/// <param name="Subject">The person.</param>
/// <param name="Kind">Name, e-mail or phone.</param>
/// <param name="Text">The name.</param>
internal readonly record struct DisclosedName(string Subject, string Kind, string Text);

/// <summary>
/// The people an entry's disclosures speak of: the identifiers behind pseudonyms, and what they are called. Directory
/// and aliases must hold both.
/// </summary>
internal sealed class DisclosedPeople
{
    private static readonly DisclosedPeople Nobody = new();

    private readonly List<DisclosedPerson> persons = [];
    private readonly List<DisclosedName> names = [];

    public IReadOnlyList<DisclosedPerson> Persons => persons;

    public IReadOnlyList<DisclosedName> Names => names;

    public static DisclosedPeople Of(Leaf leaf, IReadOnlyList<Disclosure> disclosures)
    {
        DisclosedPeople? people = null;
        for (var i = 0; i < disclosures.Count; i++)
        {
            if (disclosures[i].Subject is not null
                && disclosures[i].Name is DisclosureGroup.Actor or DisclosureGroup.Contact or DisclosureGroup.Targets)
            {
                (people ??= new()).Add(leaf, disclosures[i]);
            }
        }

        return people ?? Nobody;
    }

    private void Add(Leaf leaf, Disclosure disclosure)
    {
        using var document = JsonDocument.Parse(disclosure.Value);
        var value = document.RootElement;
        var marks = value.TryGetProperty("shaped", out var shaped) && shaped.ValueKind == JsonValueKind.Object ? shaped : default;
        var subject = disclosure.Subject!; // Asked before.
        switch (disclosure.Name)
        {
            case DisclosureGroup.Targets:
                Targets(leaf, subject, value, marks);
                break;
            case DisclosureGroup.Actor:
                Person(subject, Text(value, "id"), CutId(marks));
                Name(subject, AliasText.Name, value, "name", marks);
                break;
            default:
                Contact(leaf, subject, value, marks);
                break;
        }
    }

    // No id was disclosed: an actor without one is known by phone, else by e-mail.
    private void Contact(Leaf leaf, string subject, JsonElement value, JsonElement marks)
    {
        Name(subject, AliasText.Email, value, "email", marks);
        Name(subject, AliasText.Phone, value, "phone", marks);
        if (subject == leaf.Actor.Subject && !persons.Exists(p => p.Subject == subject))
        {
            var (text, place) = Text(value, "phone") is { Length: > 0 } phone && PersonRules.IsShort(phone)
                ? (phone, "/actor/phone")
                : (Text(value, "email"), "/actor/email");
            Person(subject, text is not null && PersonRules.IsShort(text) ? text : null, Cut(marks, place));
        }
    }

    private void Targets(Leaf leaf, string subject, JsonElement value, JsonElement marks)
    {
        foreach (var (position, id) in ByPosition(value, "ids"))
        {
            if (position < leaf.Targets.Count && leaf.Targets[position].Subject is { } own)
            {
                Person(own, id, Cut(marks, $"/targets/{position}/id"));
            }
        }

        foreach (var (position, name) in ByPosition(value, "names"))
        {
            if (name.Length > 0 && Cut(marks, $"/targets/{position}/name") is null)
            {
                names.Add(new(subject, AliasText.Name, name));
            }
        }
    }

    private void Name(string subject, string kind, JsonElement value, string member, JsonElement marks)
    {
        if (Text(value, member) is { Length: > 0 } text && Cut(marks, "/actor/" + member) is null)
        {
            names.Add(new(subject, kind, text));
        }
    }

    private void Person(string subject, string? id, string? cut)
    {
        var mark = subject.IndexOf(":~", StringComparison.Ordinal);
        if (mark > 0 && !string.IsNullOrEmpty(id))
        {
            persons.Add(new(subject, new(subject[..mark], id, cut)));
        }
    }

    private static IEnumerable<(int Position, string Text)> ByPosition(JsonElement value, string member)
    {
        if (!value.TryGetProperty(member, out var texts) || texts.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var text in texts.EnumerateObject())
        {
            if (int.TryParse(text.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
                && text.Value.ValueKind == JsonValueKind.String)
            {
                yield return (position, text.Value.GetString()!); // It is a string.
            }
        }
    }

    // The actor's, that of the party on whose behalf it acted, or of a part of personal: in one disclosure they all speak of one id.
    private static string? CutId(JsonElement marks)
    {
        if (marks.ValueKind == JsonValueKind.Object)
        {
            foreach (var mark in marks.EnumerateObject())
            {
                if (mark.Name.EndsWith("/id", StringComparison.Ordinal) && Text(mark.Value, "sha256") is { } hash)
                {
                    return hash;
                }
            }
        }

        return null;
    }

    private static string? Cut(JsonElement marks, string place) =>
        marks.ValueKind == JsonValueKind.Object && marks.TryGetProperty(place, out var mark) ? Text(mark, "sha256") : null;

    private static string? Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
}
