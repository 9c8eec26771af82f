using System.Buffers;

namespace Cairn.Redaction;

/// <summary>Finds values that look like a secret, whatever they are called. One pass; what stops it is looked at where it stands.</summary>
internal static class SecretShapes
{
    /// <summary>Nothing shorter has a shape.</summary>
    public const int Shortest = 10;

    // xoxb- and ten more.
    private const int ShortestRun = 15;

    // What stands before a space; the others are in a run without one.
    private static readonly SearchValues<string> Spaced =
        SearchValues.Create([Pem.Trigger, .. AuthScheme.Triggers], StringComparison.Ordinal);

    private static readonly SearchValues<string> Triggers = SearchValues.Create(
        [Jwt.Trigger, Pem.Trigger, Assertion.Trigger, .. DerKey.Triggers, .. AuthScheme.Triggers, .. TokenShapes.All.Select(s => s.Prefix)],
        StringComparison.Ordinal);

    // By first character; the longest prefix first.
    private static readonly TokenShape[][] Shapes =
        [.. Enumerable.Range(0, 128)
            .Select(c => TokenShapes.All.Where(s => s.Prefix[0] == c).OrderByDescending(s => s.Prefix.Length).ToArray())];

    /// <summary>The text without them; <see langword="null"/> when there are none.</summary>
    public static string? Redact(ReadOnlySpan<char> text)
    {
        // The search for all prefixes costs six times a look whether there is room for what they begin.
        var at = text.Length >= Shortest && (HasRun(text) || text.ContainsAny(Spaced)) ? text.IndexOfAny(Triggers) : -1;
        if (at < 0)
        {
            return null;
        }

        var splice = new Splice(text);
        var floor = 0; // What lies before is masked.
        while (at >= 0)
        {
            var next = at + 1;
            if (Find(text, floor, at) is { Rule: { } rule } found)
            {
                splice.Replace(found.Start, found.End, rule.Mark);
                next = floor = found.End;
            }

            var more = text[next..].IndexOfAny(Triggers);
            at = more < 0 ? -1 : next + more;
        }

        return splice.Finish();
    }

    /// <summary>Whether there is a run of the tokens' characters as long as the shortest of them.</summary>
    private static bool HasRun(ReadOnlySpan<char> text)
    {
        for (var at = 0; at + ShortestRun <= text.Length;)
        {
            // Of any such run the last character is looked at first: most looks end there.
            var other = text.Slice(at, ShortestRun).LastIndexOfAnyExcept(TokenShapes.Run);
            if (other < 0)
            {
                return true;
            }

            at += other + 1;
        }

        return false;
    }

    private static (int Start, int End, MaskRule? Rule) Find(ReadOnlySpan<char> text, int floor, int at)
    {
        if (Token(text, floor, at) is { Rule: not null } token)
        {
            return token;
        }

        return text[at] switch
        {
            'e' => Jwt.EndOf(text, at) is > 0 and var end ? (at, end, MaskRules.Jwt) : default,
            '-' => Pem.EndOf(text, at) is > 0 and var end ? (at, end, MaskRules.Pem) : default,
            'M' => DerKey.EndOf(text, at) is > 0 and var end ? (at, end, MaskRules.PrivateKey) : default,
            'A' when Assertion.Find(text, floor, at) is { End: > 0 } found => (found.Start, found.End, MaskRules.Assertion),
            _ => AuthScheme.Find(text, at),
        };
    }

    private static (int Start, int End, MaskRule? Rule) Token(ReadOnlySpan<char> text, int floor, int at)
    {
        foreach (var shape in text[at] < 128 ? Shapes[text[at]] : [])
        {
            if (text[at..].StartsWith(shape.Prefix, StringComparison.Ordinal)
                && shape.Find(text, floor, at) is { End: > 0 } found)
            {
                return (found.Start, found.End, shape.Rule);
            }
        }

        return default;
    }
}
