using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>A part of an event that is about somebody, as the leaf names them.</summary>
/// <param name="Path">JSON Pointer to it.</param>
/// <param name="Party">Whom it is about.</param>
/// <param name="Target">Whose name it is, by position; below zero: it is no target's name.</param>
internal sealed record PersonalPart(string Path, LeafParty Party, int Target)
{
    /// <summary>Whom it is about; it is known to have an id.</summary>
    public string Subject { get; } = Party.Subject ?? throw new InvalidOperationException($"The subject of personal {Path} has no id.");
}

/// <summary>The parts of <c>personal</c> that have disclosures of their own.</summary>
internal static class PersonalParts
{
    /// <summary>How many: the others stand where they are, and are listed.</summary>
    public const int Most = 64;

    public static List<PersonalPart> Of(AuditEvent e, EventPeople people)
    {
        var parts = new List<PersonalPart>(Math.Min(e.Personal.Count, Most));
        for (var i = 0; i < Math.Min(e.Personal.Count, Most); i++)
        {
            parts.Add(new(e.Personal[i].Path, people.PartyOf(e, i), TargetOf(e.Personal[i].Path)));
        }

        return parts;
    }

    /// <summary>The position in <c>/targets/N/name</c>; -1 for another path.</summary>
    private static int TargetOf(string path) =>
        JsonPointer.Tokens(path) is ["targets", var n, "name"]
        && int.TryParse(n, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var position)
            ? position
            : -1;
}
