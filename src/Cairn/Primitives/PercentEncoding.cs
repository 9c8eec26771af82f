using System.Buffers;
using System.Text;

namespace Cairn.Primitives;

/// <summary>
/// Percent-encoding (RFC 3986 §2.1) as a leaf spells it: a character stands for itself where it may, every other byte of UTF-8 is <c>%</c>
/// and two upper-case hexadecimal digits. So each text has one spelling.
/// </summary>
internal sealed class PercentEncoding
{
    /// <summary>How many bytes of UTF-8 a text may have.</summary>
    public const int Longest = 192;

    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private readonly SearchValues<char> plain;
    private readonly SearchValues<char> first;

    private PercentEncoding(string plain, string first) =>
        (this.plain, this.first) = (SearchValues.Create(plain), SearchValues.Create(first));

    /// <summary>Of the type of an actor or target.</summary>
    public static PercentEncoding Type { get; } = new(Letters + "0123456789_.-", Letters);

    /// <summary>
    /// Of a role, a source or an outcome's code: leaf characters stand for themselves, but a first <c>^</c> would look like a stand-in.
    /// </summary>
    public static PercentEncoding Token { get; } = new(
        string.Concat(Enumerable.Range(0x21, 0x5E).Select(c => (char)c).Where(c => c is not ('"' or '\\' or '%'))),
        string.Concat(Enumerable.Range(0x21, 0x5E).Select(c => (char)c).Where(c => c is not ('"' or '\\' or '%' or '^'))));

    /// <summary>Whether a text is short enough to be encoded.</summary>
    public static bool Fits(string text) =>
        text.Length <= Longest / 3 || (text.Length <= Longest && Encoding.UTF8.GetByteCount(text) <= Longest);

    /// <summary>The spelling of a text of 1 to <see cref="Longest"/> bytes; the text itself where it may stand as it is.</summary>
    /// <exception cref="ArgumentException">It is empty or longer.</exception>
    public string Encode(string text)
    {
        if (text.Length == 0 || !Fits(text))
        {
            throw new ArgumentException($"A text of 1 to {Longest} bytes is encoded.", nameof(text));
        }

        return IsPlain(text) ? text : Encode(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Whether the characters are what <see cref="Encode(string)"/> writes of some text.</summary>
    public bool Is(string spelling)
    {
        if (spelling.Length == 0 || !spelling.Contains('%', StringComparison.Ordinal))
        {
            return spelling.Length is > 0 and <= Longest && IsPlain(spelling);
        }

        Span<byte> bytes = stackalloc byte[Longest];
        return TryDecode(spelling, bytes, out var length)
            && System.Text.Unicode.Utf8.IsValid(bytes[..length])
            && Encode(bytes[..length]) == spelling;
    }

    /// <summary>The text behind a spelling that is known to be one.</summary>
    public static string Decode(string spelling)
    {
        if (!spelling.Contains('%', StringComparison.Ordinal))
        {
            return spelling;
        }

        Span<byte> bytes = stackalloc byte[Longest];
        return TryDecode(spelling, bytes, out var length) ? Encoding.UTF8.GetString(bytes[..length]) : spelling;
    }

    private bool IsPlain(string text) => first.Contains(text[0]) && !text.AsSpan(1).ContainsAnyExcept(plain);

    private string Encode(ReadOnlySpan<byte> bytes)
    {
        const string Digits = "0123456789ABCDEF";
        Span<char> text = stackalloc char[3 * Longest];
        var length = 0;
        foreach (var b in bytes)
        {
            if (b < 0x80 && (length == 0 ? first : plain).Contains((char)b))
            {
                text[length++] = (char)b;
            }
            else
            {
                (text[length], text[length + 1], text[length + 2]) = ('%', Digits[b >> 4], Digits[b & 15]);
                length += 3;
            }
        }

        return new(text[..length]);
    }

    private static bool TryDecode(string spelling, Span<byte> bytes, out int length)
    {
        length = 0;
        for (var at = 0; at < spelling.Length; length++)
        {
            if (length == bytes.Length
                || spelling[at] > '~'
                || (spelling[at] == '%'
                    && (at + 2 >= spelling.Length
                        || !char.IsAsciiHexDigitUpper(spelling[at + 1])
                        || !char.IsAsciiHexDigitUpper(spelling[at + 2]))))
            {
                return false;
            }

            bytes[length] = spelling[at] == '%' ? Convert.FromHexString(spelling.AsSpan(at + 1, 2))[0] : (byte)spelling[at];
            at += spelling[at] == '%' ? 3 : 1;
        }

        return true;
    }
}
