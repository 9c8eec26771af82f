namespace Cairn;

/// <summary>What the disclosures say of a target: the id behind its pseudonym, its name, or both.</summary>
internal readonly record struct TargetName(int Position, string? Id, string? Name);

/// <summary>Sorts an event's targets by the person each disclosure is about.</summary>
internal static class TargetNames
{
    /// <summary>For each subject, nobody first, what it may be told about its targets.</summary>
    public static List<(string? Subject, List<TargetName> Targets)> Of(AuditEvent e, EventPeople people)
    {
        var bySubject = new List<(string? Subject, List<TargetName> Targets)>();
        for (var i = 0; i < e.Targets.Count; i++)
        {
            var own = people.TargetSubjects[i];
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

        bySubject.Sort(static (a, b) => string.CompareOrdinal(a.Subject, b.Subject));
        return bySubject;
    }

    private static string? SubjectSaid(AuditEvent e, int position, EventPeople people)
    {
        if (e.Personal.Count == 0)
        {
            return null;
        }

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

    private static void Add(List<(string? Subject, List<TargetName> Targets)> bySubject, string? subject, TargetName name)
    {
        if (name.Id is null && name.Name is null)
        {
            return;
        }

        foreach (var (known, names) in bySubject)
        {
            if (known == subject)
            {
                names.Add(name);
                return;
            }
        }

        bySubject.Add((subject, [name]));
    }
}
