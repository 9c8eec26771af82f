using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>
/// What the pair before says of a value in text: <c>"key":"DB_PASSWORD","value":"x"</c>, <c>&lt;add key="ApiKey" value="x"/&gt;</c>,
/// <c>name: API_TOKEN</c> and <c>value: x</c> on the next line.
/// </summary>
internal static class PairBefore
{
    private const int Near = 160;

    /// <summary>The rule for the value of a key such as <c>value</c>.</summary>
    public static MaskRule? RuleOf(ReadOnlySpan<char> text, PairKey key, MemberNames names)
    {
        if (key.Start == 0 || !SaidOfObject.IsValue(LastWord(key.Name)))
        {
            return null;
        }

        var end = key.Start + key.Name.Length - LastWord(key.Name).Length;
        var before = text[Math.Max(0, end - Near)..end].TrimEnd(" \t\r\n,\"'\\");
        var name = Name(before);
        var said = before[..^name.Length].TrimEnd("\"'\\ ");
        if (name.IsEmpty || said.IsEmpty || said[^1] is not (':' or '='))
        {
            return null;
        }

        return SaidOfObject.IsName(LastWord(said[..^1].TrimEnd("\"'\\ "))) ? SaidOfObject.Name(name, names) : null;
    }

    private static ReadOnlySpan<char> Name(ReadOnlySpan<char> text)
    {
        var at = text.Length;
        while (at > 0 && (char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] is '_' or '-' or '.'))
        {
            at--;
        }

        return text[at..];
    }

    private static ReadOnlySpan<char> LastWord(ReadOnlySpan<char> text)
    {
        var at = text.Length;
        while (at > 0 && char.IsAsciiLetter(text[at - 1]))
        {
            at--;
        }

        return text[at..];
    }
}
