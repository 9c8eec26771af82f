using System.Collections.Frozen;

namespace Cairn.Redaction;

/// <summary>Decides whether a member's name says secret. Holds nothing of the names it is asked about.</summary>
internal sealed class MemberNames
{
    /// <summary>How many letters <see cref="MayEndIn"/> looks at.</summary>
    public const int Looked = 3;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Trailing =
        SecretNames.Trailing.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> NotOfContent =
        SecretNames.NotOfContent.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly SecretName[][] byLastCharacter = new SecretName[128][];
    private readonly bool[] endings = new bool[32 * 32 * 32];
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> exempt;
    private readonly bool othersAdded; // Names that do not end in ASCII letters: then every name is taken apart.

    public MemberNames(IEnumerable<string> added, IEnumerable<string> exempted)
    {
        var names = SecretNames.All.Concat(added.Select(
            name => new SecretName(Normalize(name), MaskRules.AddedName, WholeWords: true))).ToList();
        exempt = exempted.Select(Normalize).ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var group in names.GroupBy(name => name.Tail[^1] & 0x7F))
        {
            // The longest end says most.
            byLastCharacter[group.Key] = [.. group.OrderByDescending(name => name.Tail.Length)];
        }

        foreach (var tail in names.Select(name => name.Tail).Concat(SecretNames.Trailing))
        {
            othersAdded |= !MarkEnding(tail);
        }
    }

    private bool MarkEnding(string tail)
    {
        if (tail.Length < 2 || tail.AsSpan()[Math.Max(0, tail.Length - Looked)..].ContainsAnyExceptInRange('a', 'z'))
        {
            return false;
        }

        // Of a tail of two letters any letter may stand before.
        for (var c = 'a'; c <= 'z'; c++)
        {
            endings[Ending(tail.Length > 2 ? tail[^3] : c, tail[^2], tail[^1])] = true;
        }

        return true;
    }

    /// <summary>A name's words joined, in lower case: what two spellings of one name share.</summary>
    public static string Normalize(string name) => new NameWords(name, stackalloc char[NameWords.Longest]).Joined.ToString();

    /// <summary>The rule of a member with this name, or <see langword="null"/>.</summary>
    public MaskRule? Find(ReadOnlySpan<char> name, NamePlace place = NamePlace.Everywhere) => MayEndIn(name) ? Search(name, place) : null;

    /// <summary>A look at the last <see cref="Looked"/> letters, which settles it for most names.</summary>
    public bool MayEndIn(ReadOnlySpan<char> name)
    {
        if (othersAdded || name.Length < Looked)
        {
            return name.Length > 1 || othersAdded;
        }

        var (c, b, a) = (name[^1], name[^2], name[^3]);
        return !char.IsAsciiLetter(c) || !char.IsAsciiLetter(b) || !char.IsAsciiLetter(a) || endings[Ending(a, b, c)];
    }

    private MaskRule? Search(ReadOnlySpan<char> name, NamePlace place)
    {
        // A mark in a name is no word of it: [redacted:github_token] does not name a token.
        var mark = name.LastIndexOf(MaskMarks.Open, StringComparison.Ordinal);
        name = mark >= 0 ? name[(mark + 1 + name[mark..].IndexOf(']'))..] : name;
        var words = new NameWords(name, stackalloc char[NameWords.Longest]);
        if (words.Joined.IsEmpty || exempt.Contains(words.Joined))
        {
            return null;
        }

        var spoilsContent = false;
        for (var match = Match(words, place); ; match = Match(words, place))
        {
            if (match is not null)
            {
                return match.Rule is { IsContent: true } && spoilsContent ? null : match.Rule;
            }

            if (!IsTrailing(words.Last))
            {
                return null;
            }

            spoilsContent |= NotOfContent.Contains(words.Last);
            words.DropLast();
        }
    }

    private static bool IsTrailing(ReadOnlySpan<char> word) => !word.IsEmpty && (char.IsAsciiDigit(word[0]) || Trailing.Contains(word));

    private SecretName? Match(NameWords words, NamePlace place)
    {
        var joined = words.Joined;
        foreach (var name in joined.IsEmpty ? [] : byLastCharacter[joined[^1] & 0x7F] ?? [])
        {
            var start = joined.Length - name.Tail.Length;
            if (joined.EndsWith(name.Tail, StringComparison.Ordinal)
                && (!name.WholeWords || words.BeginsAt(start))
                && (!name.OneWord || words.Last.Length >= name.Tail.Length)
                && name.Place <= place
                && (name.Place != NamePlace.Links || start == 0))
            {
                return name;
            }
        }

        return null;
    }

    private static int Ending(char a, char b, char c) => (a & 0x1F) << 10 | (b & 0x1F) << 5 | (c & 0x1F);
}
