using System.Net;
using Cairn.Querying;

namespace Cairn;

/// <summary>
/// Which entries are asked for: everything that is set must hold. Persons, ids and words are asked for in the spelling in which they were
/// reported, whatever the log has in their place. <see cref="Parse"/> and <see cref="Format"/> turn it into the language for people.
/// </summary>
/// <example>
/// <code>new AuditQuery { Actions = ["auth.*"], Outcomes = [AuditResult.Failure, AuditResult.Denied], RecordedFrom = yesterday }</code>
/// </example>
public sealed record AuditQuery
{
    /// <summary>How many entries a page has at most.</summary>
    public const int LargestPage = 1_000;

    /// <summary>How many characters the text of a query has at most.</summary>
    public const int LongestText = 4_096;

    /// <summary>
    /// Who did it. An empty type: anybody of any type who has the id. Without an id: an actor of the type that has none.
    /// </summary>
    public AuditSubject? Actor { get; init; }

    /// <summary>Of which type whoever did it is, whatever the id.</summary>
    public string? ActorType { get; init; }

    /// <summary>
    /// To what it was done. An empty type: anything of any type that has the id. Without an id: a target of the type that has none.
    /// </summary>
    public AuditSubject? Target { get; init; }

    /// <summary>Of which type a target is, whatever the id.</summary>
    public string? TargetType { get; init; }

    /// <summary>Who took part, as the actor or as a target. An empty type: of any type.</summary>
    public AuditSubject? Person { get; init; }

    /// <summary>
    /// Who took part, as the actor or as a target, by a name, an e-mail address, a phone number or an id. Capital letters do not count in
    /// a name. Not together with <see cref="Person"/>.
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

    /// <summary>
    /// The network it came from, such as 192.0.2.0/24. What <see cref="Address"/> says of the index holds for prefixes of /24 (IPv4) or
    /// /64 (IPv6) and longer; for shorter ones entries are read one after the other.
    /// </summary>
    public IPNetwork? Network { get; init; }

    /// <summary>
    /// Words of the event as it was reported, all of them, in any text of it. A word is whole, or a beginning with an asterisk; one with
    /// spaces is a phrase. Capital letters do not count, nor how accents are composed. Entries are read one after the other.
    /// </summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>It happened then or later.</summary>
    public DateTimeOffset? OccurredFrom { get; init; }

    /// <summary>It happened before.</summary>
    public DateTimeOffset? OccurredUntil { get; init; }

    /// <summary>It happened no longer ago than this, from when the first page is asked for.</summary>
    public TimeSpan? NewerThan { get; init; }

    /// <summary>It happened longer ago than this, from when the first page is asked for.</summary>
    public TimeSpan? OlderThan { get; init; }

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

    /// <summary>Queries that must hold, too: all of them. Their order, page size and search time count nothing.</summary>
    public IReadOnlyList<AuditQuery> AllOf { get; init; } = [];

    /// <summary>Queries of which at least one must hold. Empty: nothing more is asked.</summary>
    public IReadOnlyList<AuditQuery> AnyOf { get; init; } = [];

    /// <summary>Queries of which none may hold.</summary>
    public IReadOnlyList<AuditQuery> NoneOf { get; init; } = [];

    /// <summary>
    /// Whether entries about reading this log (<c>audit_log.*</c>) are among what is found. They are as well where
    /// <see cref="Actions"/> name them.
    /// </summary>
    public bool IncludesReadings { get; init; }

    /// <summary>
    /// In which order. It is the order of the log; only where nothing but <see cref="OccurredFrom"/>, <see cref="OccurredUntil"/>,
    /// <see cref="NewerThan"/> and <see cref="OlderThan"/> leads to the entries, it is the order of when things happened.
    /// </summary>
    public AuditOrder Order { get; init; }

    /// <summary>How many entries a page has at most: 1 to <see cref="LargestPage"/>.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>
    /// How long a page may search where no index leads to just the entries: then it comes back with what was found and with
    /// <see cref="AuditPage.SearchedTo"/>. <see langword="null"/>: about a million indexes, or 10,000 entries that have to be read.
    /// </summary>
    public TimeSpan? SearchTime { get; init; }

    /// <summary>
    /// Reads a query as people type it: <c>actor:u1 action:auth.* outcome:failure,denied since:7d -actor:system "free text"</c>.
    /// </summary>
    /// <param name="text">The query; empty: everything. At most <see cref="LongestText"/> characters.</param>
    /// <param name="zone">In which zone a date, or a time without a zone, is meant; <see langword="null"/>: UTC.</param>
    /// <exception cref="AuditQueryException">It is none: at which column, and what was expected there.</exception>
    public static AuditQuery Parse(string text, TimeZoneInfo? zone = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new QueryParser(text, zone ?? TimeZoneInfo.Utc).Parse();
    }

    /// <summary>
    /// The query as people type it, without order, page size and search time: <see cref="Parse"/> reads it back as a query that finds the
    /// same.
    /// </summary>
    /// <exception cref="ArgumentException">The query breaks a rule.</exception>
    public string Format()
    {
        QueryRules.Check(this);
        return QueryText.Of(this);
    }

    /// <summary>As <see cref="Format"/> has it.</summary>
    public override string ToString() => QueryText.Of(this);

    /// <exception cref="ArgumentException">It breaks a rule.</exception>
    internal void Validate() => QueryRules.Check(this);
}

/// <summary>The order of a page.</summary>
public enum AuditOrder
{
    /// <summary>The newest entry first.</summary>
    NewestFirst,

    /// <summary>The oldest entry first.</summary>
    OldestFirst,
}
