namespace Cairn;

/// <summary>What is wrong with one member of an event, and the rule it breaks.</summary>
/// <param name="Member">The member: <c>targets[0].id</c>; empty for the event as a whole.</param>
/// <param name="Rule">The rule in words.</param>
public sealed record AuditEventProblem(string Member, string Rule)
{
    /// <inheritdoc/>
    public override string ToString() => Member.Length == 0 ? Rule : $"{Member}: {Rule}";
}

/// <summary>An event was refused: it breaks the rules of docs/spec/event.md. Nothing of it was recorded.</summary>
public sealed class AuditEventException : CairnException
{
    /// <summary>Names every problem at once.</summary>
    public AuditEventException(IReadOnlyList<AuditEventProblem> problems) : base(string.Join("; ", problems)) => Problems = problems;

    /// <summary>Every problem found.</summary>
    public IReadOnlyList<AuditEventProblem> Problems { get; }
}
