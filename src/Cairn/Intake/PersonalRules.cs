using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Intake;

/// <summary>Where the paths of an event's <c>personal</c> may point.</summary>
internal static class PersonalRules
{
    // So many tokens tell one place from another.
    private const int MostTold = 3;

    public static void Check(IReadOnlyList<PersonalData> personal, ProblemList problems)
    {
        for (var i = 0; i < Math.Min(personal.Count, EventLimits.Elements); i++)
        {
            if (personal[i] is { Path: { } path } && !IsPlace(path))
            {
                problems.Add(
                    $"personal[{i}].path",
                    "must be a JSON Pointer (RFC 6901) to /description, /reason, /outcome/error or /targets/N/name, or be or lie within "
                    + "/metadata or /changes (of a change only before and after)");
            }
        }
    }

    /// <summary>Whether the path is a JSON Pointer to where personal data may be.</summary>
    public static bool IsPlace(string path) => JsonPointer.IsValid(path) && JsonPointer.Tokens(path, MostTold + 1) switch
    {
        ["description"] or ["reason"] or ["outcome", "error"] or ["metadata", ..] => true,
        ["changes", _, var side, ..] => side is "before" or "after",
        ["changes", ..] => true,
        ["targets", var n, "name"] => IsPosition(n),
        _ => false,
    };

    /// <summary>Whether the path is a target's name, such as <c>/targets/0/name</c>.</summary>
    public static bool IsTargetName(string path) => JsonPointer.Tokens(path) is ["targets", var n, "name"] && IsPosition(n);

    public static bool IsPosition(string token) => token == "0" || (token.Length > 0 && token[0] != '0' && token.All(char.IsAsciiDigit));
}
