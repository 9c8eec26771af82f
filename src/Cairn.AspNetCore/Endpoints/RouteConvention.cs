using System.Text.RegularExpressions;
using Cairn.Primitives;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Cairn.AspNetCore.Endpoints;

/// <summary>
/// What a route is called where nobody says so. <c>DELETE /admin/members/{id}</c> is <c>member.deleted</c> on <c>member:{id}</c>, <c>POST
/// /admin/members</c> is <c>member.created</c>, <c>POST /admin/members/{id}/promote</c> is <c>member.promote</c>, <c>PUT
/// /admin/members/{id}/address</c> is <c>member.address.updated</c>.
/// </summary>
internal static partial class RouteConvention
{
    public static (string Action, string Sentence, string? Target) Of(RoutePattern route, string method)
    {
        var segments = route.PathSegments.Select(s => s.Parts).ToList();
        var parameter = segments.FindLastIndex(parts => parts is [RoutePatternParameterPart]);
        var noun = segments.Take(parameter < 0 ? segments.Count : parameter).Select(Literal).LastOrDefault(l => l is not null)
            ?? "resource";
        var rest = parameter < 0 ? [] : segments.Skip(parameter + 1).Select(Literal).OfType<string>().ToList();
        var verb = Verb(method);
        string[] words = rest.Count > 0 && method == "POST" ? [Singular(noun), .. rest] : [Singular(noun), .. rest, verb];
        var name = string.Join('.', words);
        var target = parameter < 0 ? Singular(noun) : $"{Singular(noun)}:{{{((RoutePatternParameterPart)segments[parameter][0]).Name}}}";
        name = name.Length <= EventLimits.Action ? name : name[..EventLimits.Action].TrimEnd('.', '_');
        return (name, rest.Count > 0 ? "{actor} did {action} on {target}" : $"{{actor}} {verb} {{target}}", target);
    }

    private static string Verb(string method) => method switch
    {
        "POST" => "created",
        "PUT" or "PATCH" => "updated",
        "DELETE" => "deleted",
        _ => Word(method) ?? "called",
    };

    private static string? Literal(IReadOnlyList<RoutePatternPart> parts) =>
        parts is [RoutePatternLiteralPart literal] ? Word(literal.Content) : null;

    // As the grammar of actions has it: lower-case letters, digits, underscores; a letter first.
    private static string? Word(string text)
    {
        var word = Other().Replace(text.ToLowerInvariant(), "_").Trim('_');
        return word.Length == 0 ? null : char.IsAsciiLetter(word[0]) ? word : $"r{word}";
    }

    private static string Singular(string noun) =>
        noun.EndsWith("ies", StringComparison.Ordinal) && noun.Length > 4 ? $"{noun[..^3]}y"
        : noun is [.., not ('s' or 'u' or 'i'), 's'] && noun.Length > 2 ? noun[..^1]
        : noun;

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Other();
}
