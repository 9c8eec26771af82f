using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>Telegram's bot tokens: the bot's number, a colon, 35 characters.</summary>
internal static class BotToken
{
    private const int Characters = 35;

    /// <summary>The text without them; <see langword="null"/> when there are none.</summary>
    public static string? Redact(ReadOnlySpan<char> text) => text.Length <= Characters ? null : Search(text);

    private static string? Search(ReadOnlySpan<char> text)
    {
        var splice = new Splice(text);
        for (int at = 0, more; (more = text[at..].IndexOf(':')) >= 0; at++)
        {
            at += more;
            if (text.Length - at <= Characters)
            {
                break; // The usual case, at the first colon.
            }

            if (IsToken(text[(at + 1)..]) && BotNumber(text[..at]) is >= 8 and <= 10 and var digits)
            {
                splice.Replace(at - digits, at + 1 + Characters, MaskRules.Telegram.Mark);
                at += Characters;
            }
        }

        return splice.Finish();
    }

    private static bool IsToken(ReadOnlySpan<char> text) =>
        !text[..Characters].ContainsAnyExcept(Text.Base64Url) && (text.Length == Characters || !Text.Base64Url.Contains(text[Characters]));

    private static int BotNumber(ReadOnlySpan<char> text)
    {
        text = text[Math.Max(0, text.Length - 11)..];
        return text.Length - 1 - text.LastIndexOfAnyExceptInRange('0', '9');
    }
}
