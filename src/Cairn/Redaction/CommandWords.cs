using System.Buffers;
using System.Collections.Frozen;

namespace Cairn.Redaction;

/// <summary>
/// A quick look whether a text may hold a command without options: one look at the end of each word, which settles it for nearly all.
/// </summary>
internal static class CommandWords
{
    private const int Longest = 24;

    private static readonly SearchValues<char> Before = SearchValues.Create("/\\\"'`\n\t(|;&");

    private static readonly string[] All =
    [
        .. CommandTable.ToolsWithoutOptions, "chpasswd", "set", "SET", "Set", "put", "PUT", "setx", "env", "ENV", "arg", "ARG",
        "setenv", "config", "CONFIG", "machine", "username", "echo",
    ];

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words =
        All.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly bool[] Endings = EndingsOf(All);

    /// <summary>Whether one of the words stands before a space.</summary>
    public static bool AreIn(ReadOnlySpan<char> text)
    {
        for (int at = 0, next; (next = text[at..].IndexOf(' ')) >= 0; at += next + 1)
        {
            var end = at + next;
            if (next >= 2 && Endings[Ending(text[end - 2], text[end - 1])] && Words.Contains(LastWord(text[at..end])))
            {
                return true;
            }
        }

        return false;
    }

    // What stands before it is a path, a quote or the end of a line.
    private static ReadOnlySpan<char> LastWord(ReadOnlySpan<char> text)
    {
        text = text[Math.Max(0, text.Length - Longest)..];
        text = text[(text.LastIndexOfAny(Before) + 1)..];
        return text.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? text[..^4] : text;
    }

    private static bool[] EndingsOf(IEnumerable<string> words)
    {
        var endings = new bool[32 * 32];
        foreach (var word in words.Append(".exe"))
        {
            endings[Ending(word[^2], word[^1])] = true;
        }

        return endings;
    }

    private static int Ending(char b, char c) => (b & 0x1F) << 5 | (c & 0x1F);
}
