using System.Collections.Frozen;

namespace Cairn.Redaction;

/// <summary>Marks in text. Only a mark of a known rule counts: a text in brackets is no hiding place.</summary>
internal static class MaskMarks
{
    public const string Open = "[redacted:";

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Names =
        MaskRules.Names.GetAlternateLookup<ReadOnlySpan<char>>();

    // Of names that were masked alike each but the first has a number behind it.
    private const int MostDigits = 7;

    /// <summary>Whether the text is one mark and nothing else, but for a number that tells two names apart.</summary>
    public static bool IsMark(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith(Open, StringComparison.Ordinal))
        {
            return false;
        }

        var plain = text[Math.Max(0, text.Length - MostDigits)..].TrimEnd("0123456789");
        text = plain.EndsWith('#') ? text[..(text.LastIndexOf('#'))] : text;
        return text[^1] == ']' && Names.Contains(text[Open.Length..^1]);
    }

    /// <summary>Whether a mark ends at the place.</summary>
    public static bool EndAt(ReadOnlySpan<char> text, int floor, int end)
    {
        if (end == 0 || text[end - 1] != ']')
        {
            return false;
        }

        var near = text[Math.Max(floor, end - Open.Length - MaskRule.LongestName - 1)..end];
        var open = near.LastIndexOf(Open, StringComparison.Ordinal);
        return open >= 0 && IsMark(near[open..]);
    }
}
