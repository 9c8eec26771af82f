namespace Cairn.Events;

/// <summary>Collects what is wrong with an event. Costs nothing while nothing is.</summary>
internal sealed class ProblemList
{
    // Whoever sends a million wrong members need not be told of each; and each is compared with those before.
    private const int Most = 100;

    private List<AuditEventProblem>? problems;

    public bool Any => problems is not null;

    public IReadOnlyList<AuditEventProblem> All => problems ?? [];

    /// <summary>Notes a problem; of one member, and of what lies in it, the first one says enough, and of all the first hundred.</summary>
    public void Add(string member, string rule)
    {
        problems ??= [];
        if (problems.Count < Most && !problems.Exists(p => IsWithin(member, p.Member)))
        {
            problems.Add(new(member, rule));
        }
    }

    private static bool IsWithin(string member, string outer) =>
        outer.Length == 0
        || (member.StartsWith(outer, StringComparison.Ordinal) && (member.Length == outer.Length || member[outer.Length] is '.' or '['));

    public void ThrowIfAny()
    {
        if (problems is not null)
        {
            throw new AuditEventException(problems);
        }
    }
}
