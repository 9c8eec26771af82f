namespace Cairn.Redaction;

/// <summary>A member's name as its words: <c>X-Api-Key</c>, <c>xApiKey</c> and <c>x_api_key</c> are one.</summary>
internal ref struct NameWords
{
    /// <summary>Of a longer name only the end counts, and it is all that is looked at: a hostile name costs no more.</summary>
    public const int Longest = 64;

    private readonly Span<char> letters;
    private ulong starts; // Bit i: a word begins at letter i.
    private int length;

    /// <summary>Takes a name apart.</summary>
    /// <param name="name">The name.</param>
    /// <param name="buffer">Room for <see cref="Longest"/> characters.</param>
    public NameWords(ReadOnlySpan<char> name, Span<char> buffer)
    {
        letters = buffer;
        name = name.Length > Longest ? name[^Longest..] : name;
        var before = Kind.None;
        for (var i = 0; i < name.Length; i++)
        {
            var kind = KindOf(name[i]);
            if (kind != Kind.None)
            {
                Add(name[i], Begins(name, i, before, kind));
            }

            before = kind;
        }
    }

    private enum Kind
    {
        None,
        Digit,
        Lower,
        Upper,
    }

    /// <summary>The words joined, in lower case.</summary>
    public readonly ReadOnlySpan<char> Joined => letters[..length];

    /// <summary>The last word; empty when there is none.</summary>
    public readonly ReadOnlySpan<char> Last => letters[LastStart..length];

    private readonly int LastStart => length == 0 ? 0 : 63 - System.Numerics.BitOperations.LeadingZeroCount(starts);

    /// <summary>Whether a word begins at the letter.</summary>
    public readonly bool BeginsAt(int letter) => (starts >> letter & 1) == 1;

    public void DropLast()
    {
        var start = LastStart;
        starts &= ~(1UL << start);
        length = start;
    }

    private void Add(char c, bool begins)
    {
        if (begins)
        {
            starts |= 1UL << length;
        }

        letters[length++] = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : char.IsAscii(c) ? c : char.ToLowerInvariant(c);
    }

    // aB, ABc (before B), a1, 1a.
    private static bool Begins(ReadOnlySpan<char> name, int i, Kind before, Kind kind) => (before, kind) switch
    {
        (Kind.Upper, Kind.Lower) => false,
        (Kind.Upper, Kind.Upper) => i + 1 < name.Length && KindOf(name[i + 1]) == Kind.Lower,
        _ => before != kind,
    };

    private static Kind KindOf(char c) =>
        char.IsAsciiLetterLower(c) ? Kind.Lower
        : char.IsAsciiLetterUpper(c) ? Kind.Upper
        : char.IsAsciiDigit(c) ? Kind.Digit
        : char.IsAscii(c) || !char.IsLetter(c) ? Kind.None
        : char.IsUpper(c) ? Kind.Upper : Kind.Lower;
}
