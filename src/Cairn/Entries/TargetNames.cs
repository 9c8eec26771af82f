namespace Cairn.Entries;

/// <summary>What the disclosures say of a target: the id behind its pseudonym or stand-in, its name, or both.</summary>
internal readonly record struct TargetName(int Position, string? Id, string? Name);

/// <summary>Sorts an event's targets by the person each disclosure is about.</summary>
internal static class TargetNames
{
    /// <summary>For each subject, nobody first, what it may be told about its targets.</summary>
    public static List<(string? Subject, List<TargetName> Targets)> Of(AuditEvent e, EventPeople people, MarkPlaces marks)
    {
        var bySubject = new List<(string? Subject, List<TargetName> Targets)>();
        for (var i = 0; i < people.Targets.Count; i++)
        {
            var own = people.TargetSubjects[i];
            var id = people.Targets[i].IsCovered ? e.Targets[i].Id : null;
            var said = SubjectSaid(i, people);
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

        foreach (var part in people.Parts.Where(p => p.Target >= people.Targets.Count
            && p.Target < e.Targets.Count
            && p.Subject != people.ContentSubject).OrderBy(p => p.Target))
        {
            Add(bySubject, part.Subject, new(part.Target, null, e.Targets[part.Target].Name));
        }

        foreach (var subject in marks.SubjectsOf(DisclosureGroup.Targets))
        {
            Of(bySubject, subject);
        }

        bySubject.Sort(static (a, b) => string.CompareOrdinal(a.Subject, b.Subject));
        return bySubject;
    }

    /// <summary>
    /// In whose disclosure the name of a target stands apart from where it would stand by itself; <see langword="null"/>: it does not.
    /// </summary>
    public static string? SubjectApart(int position, EventPeople people)
    {
        var said = SubjectSaid(position, people);
        return said == (position < people.Targets.Count ? people.TargetSubjects[position] : people.ContentSubject) ? null : said;
    }

    /// <summary>Whom <c>personal</c> says a target's name is about; <see langword="null"/>: it says nothing.</summary>
    private static string? SubjectSaid(int position, EventPeople people)
    {
        for (var i = 0; i < people.Parts.Count; i++)
        {
            if (people.Parts[i].Target == position)
            {
                return people.Parts[i].Subject;
            }
        }

        return null;
    }

    private static void Add(List<(string? Subject, List<TargetName> Targets)> bySubject, string? subject, TargetName name)
    {
        if (name.Id is not null || name.Name is not null)
        {
            Of(bySubject, subject).Add(name);
        }
    }

    private static List<TargetName> Of(List<(string? Subject, List<TargetName> Targets)> bySubject, string? subject)
    {
        foreach (var (known, names) in bySubject)
        {
            if (known == subject)
            {
                return names;
            }
        }

        bySubject.Add((subject, []));
        return bySubject[^1].Targets;
    }
}
