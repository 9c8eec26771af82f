namespace Cairn.Verification;

/// <summary>The findings of one run: the first so many in full, the others counted. Not thread-safe.</summary>
internal sealed class FindingList(string tenant, int most)
{
    private readonly List<Finding> findings = [];

    /// <summary>How many there were, those not kept included.</summary>
    public long Count { get; private set; }

    /// <summary>How many were only counted.</summary>
    public long More => Count - findings.Count;

    public void Add(FindingKind kind, string member, string words) => Add(kind, null, member, words);

    public void Add(FindingKind kind, long? index, string member, string words) => Add(new(kind, tenant, index, member, words));

    public void Add(Finding finding)
    {
        // Several checks meet the same member of the log's row: it was altered once.
        if (finding.Kind == FindingKind.Head && findings.Exists(f => f.Kind == FindingKind.Head && f.Member == finding.Member))
        {
            return;
        }

        Count++;
        if (findings.Count < most)
        {
            findings.Add(finding);
        }
    }

    /// <summary>The kept findings: of the log as a whole first, then by index.</summary>
    public IReadOnlyList<Finding> Sorted() => [.. findings.OrderBy(f => f.Index ?? -1).ThenBy(f => f.Kind)];
}
