using System.Globalization;

namespace Cairn.Merkle;

/// <summary>ASCII decimals from 0 to 2^63-1 of which each value has one spelling: no sign, no leading zero.</summary>
internal static class CanonicalDecimal
{
    public static string Format(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static bool TryParse(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        // The framework's parser, even when told to take digits only, reads over NUL characters at the end.
        return !text.ContainsAnyExceptInRange('0', '9')
            && (text.Length == 1 || !text.StartsWith("0"))
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>What is wrong with a text that <see cref="TryParse"/> refused.</summary>
    public static string Complaint(ReadOnlySpan<char> text) =>
        $"'{Shown.Of(text)}' is not a decimal of digits only, without leading zeros and below 2^63";
}
