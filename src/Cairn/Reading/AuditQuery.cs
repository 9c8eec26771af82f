using System.Net;

namespace Cairn;

/// <summary>
/// Which entries are asked for: everything that is set must hold. Persons, ids and words are asked for in the spelling in which they were
/// reported, whatever the log has in their place.
/// </summary>
/// <example>
/// <code>new AuditQuery { Actions = ["auth.*"], Outcomes = [AuditResult.Failure, AuditResult.Denied], RecordedFrom = yesterday }</code>
/// </example>
public sealed record AuditQuery
{
    /// <summary>How many entries a page has at most.</summary>
    public const int LargestPage = 1_000;

    /// <summary>Who did it. Without an id: an actor of the type that has none.</summary>
    public AuditSubject? Actor { get; init; }

    /// <summary>To what it was done. Without an id: a target of the type that has none.</summary>
    public AuditSubject? Target { get; init; }

    /// <summary>Who took part, as the actor or as a target.</summary>
    public AuditSubject? Person { get; init; }

    /// <summary>
    /// Who took part, as the actor or as a target, by a name, an e-mail address or a phone number. Capital letters do not count. Not
    /// together with <see cref="Person"/>.
    /// </summary>
    public string? PersonName { get; init; }

    /// <summary>
    /// The actions, any of them: a whole name, or the beginning of names and an asterisk, as in <c>auth.*</c>. Empty: any action.
    /// </summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>The categories, any of them. Empty: any category.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>The results, any of them. Empty: any result.</summary>
    public IReadOnlyList<AuditResult> Outcomes { get; init; } = [];

    /// <summary>The source, as <see cref="AuditContext.Source"/> has it.</summary>
    public string? Source { get; init; }

    /// <summary>The request, as <see cref="AuditContext.RequestId"/> has it.</summary>
    public string? RequestId { get; init; }

    /// <summary>The trace, as <see cref="AuditContext.TraceId"/> has it.</summary>
    public string? TraceId { get; init; }

    /// <summary>The operation, as <see cref="AuditContext.OperationId"/> has it.</summary>
    public string? OperationId { get; init; }

    /// <summary>
    /// The address it came from. Where <see cref="CairnOptions.IndexAddresses"/> is on, only entries that were recorded since it is on are
    /// found; where it is off, entries are read one after the other.
    /// </summary>
    public IPAddress? Address { get; init; }

    /// <summary>It happened then or later.</summary>
    public DateTimeOffset? OccurredFrom { get; init; }

    /// <summary>It happened before.</summary>
    public DateTimeOffset? OccurredUntil { get; init; }

    /// <summary>
    /// It was recorded then or later, by the store's time: the latest time of recording so far, which never runs backwards along a log.
    /// </summary>
    public DateTimeOffset? RecordedFrom { get; init; }

    /// <summary>It was recorded before, by the store's time.</summary>
    public DateTimeOffset? RecordedUntil { get; init; }

    /// <summary>Its index in the log is this one or a larger one.</summary>
    public long? IndexFrom { get; init; }

    /// <summary>Its index in the log is smaller.</summary>
    public long? IndexUntil { get; init; }

    /// <summary>
    /// In which order. It is the order of the log; only where nothing but <see cref="OccurredFrom"/> and <see cref="OccurredUntil"/> leads
    /// to the entries, it is the order of when things happened.
    /// </summary>
    public AuditOrder Order { get; init; }

    /// <summary>How many entries a page has at most: 1 to <see cref="LargestPage"/>.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>Whether it asks for every entry of the log, or of a part of it by index.</summary>
    internal bool IsWhole => Actions.Count + Categories.Count + Outcomes.Count == 0
        && this with { Actions = [], Categories = [], Outcomes = [], IndexFrom = null, IndexUntil = null, Order = default, PageSize = 50 }
            == Everything;

    private static readonly AuditQuery Everything = new();

    /// <exception cref="ArgumentException">It breaks a rule.</exception>
    internal void Validate()
    {
        Require(PageSize is >= 1 and <= LargestPage, $"PageSize is {PageSize}: a page has 1 to {LargestPage} entries.");
        Require(Order is AuditOrder.NewestFirst or AuditOrder.OldestFirst, $"Order {Order} is none.");
        Require(Actions.All(IsPattern), "Actions are whole names, or the beginning of names and an asterisk: auth.login or auth.*");
        Require(
            Outcomes.All(o => o is >= AuditResult.Success and <= AuditResult.Unfinished),
            "Outcomes are success, failure, denied and unfinished.");
        Require(Person is null or { Id.Length: > 0 }, "Person has no id: name it by type and id.");
        Require(Person is null || PersonName is null, "Person and PersonName both name who took part: leave one out.");
    }

    private static bool IsPattern(string action) =>
        action.Length > 0 && action.IndexOf('*', StringComparison.Ordinal) is var star && (star < 0 || star == action.Length - 1);

    private static void Require(bool condition, string words)
    {
        if (!condition)
        {
            throw new ArgumentException(words);
        }
    }
}

/// <summary>The order of a page.</summary>
public enum AuditOrder
{
    /// <summary>The newest entry first.</summary>
    NewestFirst,

    /// <summary>The oldest entry first.</summary>
    OldestFirst,
}
