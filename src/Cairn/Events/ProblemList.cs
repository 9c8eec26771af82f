namespace Cairn;

/// <summary>Collects what is wrong with an event. Costs nothing while nothing is.</summary>
internal sealed class ProblemList
{
    private List<AuditEventProblem>? problems;

    public bool Any => problems is not null;

    public IReadOnlyList<AuditEventProblem> All => problems ?? [];

    /// <summary>Notes a problem; of one member the first one says enough.</summary>
    public void Add(string member, string rule)
    {
        problems ??= [];
        if (!problems.Exists(p => p.Member == member))
        {
            problems.Add(new(member, rule));
        }
    }

    public void ThrowIfAny()
    {
        if (problems is not null)
        {
            throw new AuditEventException(problems);
        }
    }
}
