using System.Buffers;
using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>Codes in the path of a link that was sent to one person: <c>/reset-password/a1b2…</c>, <c>/magic/…</c>.</summary>
internal static class LinkCodes
{
    private static readonly SearchValues<string> Triggers = SearchValues.Create(
        ["reset", "verify", "verification", "confirm", "activate", "activation", "invite", "invitation", "magic", "one-time", "unlock",
            "unsubscribe", "signin-link", "login-link", "set-password", "passwordless", "otp", "recover", "share/t"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> Segment =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~%=");

    /// <summary>The text without them; <see langword="null"/> when there are none.</summary>
    public static string? Redact(ReadOnlySpan<char> text)
    {
        var at = text.Contains('/') ? text.IndexOfAny(Triggers) : -1;
        if (at < 0)
        {
            return null;
        }

        var splice = new Splice(text);
        while (at >= 0)
        {
            var next = at + 1;
            var end = at + Run(text[at..]);
            if (at > 0 && (text[at - 1] is '/' or '-' or '_') && InPath(text, at))
            {
                // The segments behind the word: a uid and a token at most.
                for (var more = 0; more < 3 && end + 1 < text.Length && text[end] == '/'; more++)
                {
                    var start = end + 1;
                    end = start + Run(text[start..]);
                    var code = text[start..end].TrimEnd(".=~");
                    if (ValueTests.IsRandom(code))
                    {
                        splice.Replace(start, start + code.Length, MaskRules.LinkCode.Mark);
                        break;
                    }
                }

                next = Math.Max(next, end);
            }

            var found = text[next..].IndexOfAny(Triggers);
            at = found < 0 ? -1 : next + found;
        }

        return splice.Finish();
    }

    // The word begins its segment, or ends a name in it: password-reset.
    private static bool InPath(ReadOnlySpan<char> text, int at)
    {
        var from = Math.Max(0, at - NameWords.Longest);
        var slash = text[from..at].LastIndexOf('/');
        return slash >= 0 && !text[(from + slash + 1)..at].ContainsAnyExcept(Segment);
    }

    private static int Run(ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExcept(Segment);
        return length < 0 ? text.Length : length;
    }
}
