using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>
/// In which disclosure each mark of an event stands: where the value it speaks of stands; of what stands in none, with the content.
/// </summary>
internal sealed class MarkPlaces
{
    private static readonly MarkPlaces None = new([]);

    private readonly Dictionary<(string Group, string Subject), List<ShapeMark>> marks;

    private MarkPlaces(Dictionary<(string Group, string Subject), List<ShapeMark>> marks) => this.marks = marks;

    public static MarkPlaces Of(AuditEvent e, EventPeople people, LeafWords words)
    {
        if (e.Shaped.Count == 0)
        {
            return None;
        }

        var marks = new Dictionary<(string Group, string Subject), List<ShapeMark>>();
        foreach (var mark in e.Shaped)
        {
            var (group, subject) = PlaceOf(mark.Path, people, words);
            if (!marks.TryGetValue((group, subject ?? ""), out var list))
            {
                marks.Add((group, subject ?? ""), list = []);
            }

            list.Add(mark);
        }

        return new(marks);
    }

    /// <summary>The marks that stand in a disclosure, by their pointers; none: <see langword="null"/>.</summary>
    public IReadOnlyList<ShapeMark>? At(string group, string? subject) =>
        marks.Count == 0 ? null : marks.GetValueOrDefault((group, subject ?? ""));

    public IEnumerable<string?> SubjectsOf(string group) =>
        marks.Count == 0 ? [] : marks.Keys.Where(k => k.Group == group).Select(k => k.Subject.Length == 0 ? null : k.Subject);

    private static (string Group, string? Subject) PlaceOf(string path, EventPeople people, LeafWords words) =>
        JsonPointer.Tokens(path) switch
        {
            ["actor", "role"] when words.Role.Behind is null => (DisclosureGroup.Content, people.ContentSubject),
            ["context", "source"] when words.Source.Behind is null => (DisclosureGroup.Content, people.ContentSubject),
            ["actor", "email" or "phone", ..] => (DisclosureGroup.Contact, people.ActorSubject),
            ["actor", "on_behalf_of", ..] => (DisclosureGroup.Actor, people.OnBehalfOf?.Subject),
            ["actor", ..] => (DisclosureGroup.Actor, people.ActorSubject),
            ["context", ..] => (DisclosureGroup.Network, people.ActorSubject),
            ["targets", var n, "name"] when SubjectSaid(n, people) is { } said => (DisclosureGroup.Targets, said),
            ["targets", var n, ..] when Position(n, people.Targets.Count) is { } target =>
                (DisclosureGroup.Targets, people.TargetSubjects[target]),
            ["personal", var n, "subject", ..] when Position(n, people.Parts.Count) is { } part =>
                (DisclosureGroup.Actor, people.Parts[part].Subject),
            _ => (DisclosureGroup.Content, PartOf(path, people) ?? people.ContentSubject),
        };

    private static string? SubjectSaid(string n, EventPeople people) =>
        Position(n, int.MaxValue) is { } position ? TargetNames.SubjectApart(position, people) : null;

    // A list as a whole stays with the event, whoever its elements are about.
    private static string? PartOf(string path, EventPeople people)
    {
        if (path is "/changes" or "/metadata" or "/targets" or "/personal")
        {
            return null;
        }

        for (var i = 0; i < people.Parts.Count; i++)
        {
            if (IsWithin(path, people.Parts[i].Path))
            {
                return people.Parts[i].Subject;
            }
        }

        return null;
    }

    private static bool IsWithin(string inner, string outer) =>
        inner.StartsWith(outer, StringComparison.Ordinal) && (inner.Length == outer.Length || inner[outer.Length] == '/');

    private static int? Position(string token, int count) =>
        int.TryParse(token, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var n)
        && n < count ? n : null;
}
