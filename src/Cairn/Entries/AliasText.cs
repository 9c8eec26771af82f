using System.Text;
using Cairn.Merkle;

namespace Cairn.Entries;

/// <summary>What people call a person, as the store finds it again: a keyed hash of a name, an e-mail address or a phone number.</summary>
internal static class AliasText
{
    public const string Name = "name";
    public const string Email = "email";
    public const string Phone = "phone";

    /// <summary>The keyed hash of a text; <see langword="null"/>: nothing of it is left to be found.</summary>
    /// <param name="key">The look-up key.</param>
    /// <param name="kind">Name, e-mail or phone.</param>
    /// <param name="text">The text as it came.</param>
    public static AliasHash? Hash(LogKey key, string kind, string text)
    {
        var plain = Plain(kind, text);
        if (plain.Length == 0)
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[Merkle.Hash.Size];
        KeyedText.Hash(key.Bytes, kind, plain).CopyTo(hash);
        return AliasHash.Of(hash[..AliasHash.Size]);
    }

    // Only A to Z change: what else has two cases is a matter of language, and hosts differ in it.
    private static string Plain(string kind, string text) => kind == Phone ? Digits(text)
        : text.AsSpan().ContainsAnyInRange('A', 'Z') ? string.Create(text.Length, text, static (lower, text) => Lower(text, lower))
        : text;

    private static void Lower(string text, Span<char> lower)
    {
        for (var i = 0; i < text.Length; i++)
        {
            lower[i] = text[i] is >= 'A' and <= 'Z' ? (char)(text[i] | 0x20) : text[i];
        }
    }

    private static string Digits(string text)
    {
        var digits = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]) || (i == 0 && text[i] == '+'))
            {
                digits.Append(text[i]);
            }
        }

        return digits.ToString();
    }
}
