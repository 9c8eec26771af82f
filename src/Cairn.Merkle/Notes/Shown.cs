using System.Text;

namespace Cairn.Merkle;

/// <summary>Foreign text in our error messages: shortened, and without control characters that could forge a log line.</summary>
internal static class Shown
{
    private const int Longest = 60;

    public static string Of(ReadOnlySpan<char> text)
    {
        var shown = new StringBuilder();
        foreach (var c in text[..Math.Min(text.Length, Longest)])
        {
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c);
        }

        return text.Length > Longest ? shown.Append('…').ToString() : shown.ToString();
    }
}
