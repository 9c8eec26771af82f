namespace Cairn;

/// <summary>Telegram's bot tokens: the bot's number, a colon, 35 characters.</summary>
internal static class BotToken
{
    public static Range Find(ReadOnlySpan<char> text, int colon)
    {
        var start = colon;
        while (start > 0 && colon - start <= 10 && char.IsAsciiDigit(text[start - 1]))
        {
            start--;
        }

        var rest = text[(colon + 1)..];
        rest = rest[..Math.Min(rest.Length, 36)];
        var length = rest.IndexOfAnyExcept(Text.Base64Url);
        length = length < 0 ? rest.Length : length;
        return colon - start is >= 8 and <= 10 && length is 35 ? start..(colon + 1 + length) : default;
    }
}
