using System.Globalization;
using Cairn.Primitives;

namespace Cairn.Querying;

/// <summary>What holds for every query, however it was made.</summary>
internal static class QueryRules
{
    /// <summary>How deep queries stand in each other.</summary>
    public const int Deepest = 32;

    /// <summary>How many queries and choices of lists there are in all.</summary>
    public const int MostParts = 500;

    public const int LongestWord = 256;

    /// <exception cref="ArgumentException">It breaks a rule.</exception>
    public static void Check(AuditQuery query)
    {
        var parts = 0;
        Check(query, 0, ref parts);
    }

    /// <summary>Whether a word can be looked for: it has something in it but white space and the asterisk.</summary>
    public static bool IsWord(string word) =>
        word.Length is > 0 and <= LongestWord && Grammar.IsUnicode(word) && !string.IsNullOrWhiteSpace(word.TrimEnd('*'));

    private static void Check(AuditQuery query, int depth, ref int parts)
    {
        ArgumentNullException.ThrowIfNull(query);
        Require(depth <= Deepest, $"Queries stand in each other more than {Deepest} deep: take some apart.");
        parts += 1 + query.Actions.Count + query.Categories.Count + query.Outcomes.Count + query.Words.Count;
        Require(parts <= MostParts, $"The query has more than {MostParts} parts: ask several.");
        CheckMembers(query);
        foreach (var inner in query.AllOf.Concat(query.AnyOf).Concat(query.NoneOf))
        {
            Check(inner, depth + 1, ref parts);
        }
    }

    private static void CheckMembers(AuditQuery q)
    {
        Require(q.PageSize is >= 1 and <= AuditQuery.LargestPage,
            $"PageSize is {Number(q.PageSize)}: 1 to {AuditQuery.LargestPage} entries.");
        Require(q.Order is AuditOrder.NewestFirst or AuditOrder.OldestFirst, $"Order {q.Order} is none.");
        Require(q.Actions.All(IsPattern), "Actions are whole names, or the beginning of names and an asterisk: auth.login or auth.*");
        Require(
            q.Outcomes.All(o => o is >= AuditResult.Success and <= AuditResult.Unfinished),
            "Outcomes are success, failure, denied and unfinished.");
        Require(q.Categories.All(c => c is not null), "Categories have a null among them.");
        Require(q.Person is null or { Id.Length: > 0 }, "Person has no id: name it by type and id.");
        Require(q.Person is null || q.PersonName is null, "Person and PersonName both name who took part: leave one out.");
        Require(IsSubject(q.Actor) && IsSubject(q.Target), "Actor and Target need a type, an id or both.");
        Require(
            q.Words.All(w => w is not null && IsWord(w)),
            $"Words are whole, or a beginning and an asterisk, of at most {LongestWord} characters: invoice or invo*");
        Require(!(q.NewerThan < TimeSpan.Zero) && !(q.OlderThan < TimeSpan.Zero), "NewerThan and OlderThan are not below zero.");
        Require(q.SearchTime is null || q.SearchTime > TimeSpan.Zero, "SearchTime is longer than zero.");
    }

    private static bool IsSubject(AuditSubject? subject) => subject is null || !string.IsNullOrEmpty(subject.Type + subject.Id);

    private static bool IsPattern(string action) =>
        action?.Length > 0 && action.IndexOf('*', StringComparison.Ordinal) is var star && (star < 0 || star == action.Length - 1);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Require(bool condition, string words)
    {
        if (!condition)
        {
            throw new ArgumentException(words);
        }
    }
}
