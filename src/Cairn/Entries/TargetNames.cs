namespace Cairn;

/// <summary>What the disclosures say of a target: the id behind its pseudonym, its name, or both.</summary>
internal sealed record TargetName(int Position, string? Id, string? Name);

/// <summary>Sorts an event's targets by the person each disclosure is about.</summary>
internal static class TargetNames
{
    /// <summary>For each subject, nobody first, what it may be told about its targets.</summary>
    public static IEnumerable<(string? Subject, List<TargetName> Targets)> Of(AuditEvent e, EventPeople people)
    {
        var bySubject = new SortedDictionary<string, List<TargetName>>(StringComparer.Ordinal);
        for (var i = 0; i < e.Targets.Count; i++)
        {
            var own = people.SubjectOf(people.Targets[i]);
            var id = people.Targets[i].IsPseudonym ? e.Targets[i].Id : null;
            var said = SubjectSaid(e, i, people);
            if (said is null || said == own)
            {
                Add(bySubject, own, new(i, id, e.Targets[i].Name));
            }
            else
            {
                Add(bySubject, own, new(i, id, null));
                Add(bySubject, said, new(i, null, e.Targets[i].Name));
            }
        }

        return bySubject.Select(s => (s.Key.Length == 0 ? null : s.Key, s.Value));
    }

    private static string? SubjectSaid(AuditEvent e, int position, EventPeople people)
    {
        var path = $"/targets/{position}/name";
        foreach (var part in e.Personal)
        {
            if (part.Path == path)
            {
                return people.SubjectOf(part.Subject);
            }
        }

        return null;
    }

    private static void Add(SortedDictionary<string, List<TargetName>> bySubject, string? subject, TargetName name)
    {
        if (name.Id is null && name.Name is null)
        {
            return;
        }

        if (!bySubject.TryGetValue(subject ?? "", out var names))
        {
            bySubject.Add(subject ?? "", names = []);
        }

        names.Add(name);
    }
}
