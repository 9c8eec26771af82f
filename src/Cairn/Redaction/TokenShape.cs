using System.Buffers;
using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>A secret known by how it begins: the prefix providers chose so that it can be found.</summary>
/// <param name="Prefix">The beginning, case and all.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Alphabet">What may follow.</param>
/// <param name="Least">How many characters of the alphabet follow at least.</param>
internal sealed record TokenShape(string Prefix, MaskRule Rule, SearchValues<char> Alphabet, int Least)
{
    /// <summary>Longer ones are something else: all of its kind have one length.</summary>
    public int Most { get; init; } = int.MaxValue;

    /// <summary>The prefix is short or could end a word: no letter or digit stands before it.</summary>
    public bool AtWord { get; init; }

    /// <summary>The prefix is an everyday one: among the first characters is a digit.</summary>
    public bool HasDigit { get; init; }

    /// <summary>How many characters of the secret stand before the "prefix": providers put some in the middle.</summary>
    public int Lead { get; init; }

    /// <summary>What those may be; <see langword="null"/>: the alphabet.</summary>
    public SearchValues<char>? LeadAlphabet { get; init; }

    /// <summary>Where the secret with its prefix at <paramref name="at"/> begins and ends; an end of 0 when there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="floor">Nothing before it may be a part of the secret.</param>
    /// <param name="at">The prefix.</param>
    public (int Start, int End) Find(ReadOnlySpan<char> text, int floor, int at)
    {
        var start = at - Lead;
        return start >= floor
            && (Lead == 0 || (!text[start..at].ContainsAnyExcept(LeadAlphabet ?? Alphabet) && Text.IsBoundary(text, start)))
            ? (start, EndOf(text, at))
            : default;
    }

    private int EndOf(ReadOnlySpan<char> text, int at)
    {
        var rest = text[(at + Prefix.Length)..];
        if ((AtWord && !Text.IsBoundary(text, at)) || (HasDigit && !Run(rest, 32).ContainsAnyInRange('0', '9')))
        {
            return 0; // Before the run is measured: a hostile text may hold the prefix in every third place of one run.
        }

        var length = Run(rest, Most).Length;
        return length >= Least && (length < rest.Length && length == Most ? !Alphabet.Contains(rest[length]) : true)
            ? at + Prefix.Length + length
            : 0;
    }

    private ReadOnlySpan<char> Run(ReadOnlySpan<char> text, int most)
    {
        text = text[..Math.Min(text.Length, most)];
        var length = text.IndexOfAnyExcept(Alphabet);
        return length < 0 ? text : text[..length];
    }
}
