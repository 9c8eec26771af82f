namespace Cairn.Primitives;

/// <summary>Orders text by its UTF-8 bytes. .NET's ordinal order is that of UTF-16, where U+FF5E comes behind U+1F600.</summary>
internal static class Utf8Order
{
    public static readonly IComparer<string> Comparer = Comparer<string>.Create(static (x, y) => Compare(x, y));

    private static int Compare(ReadOnlySpan<char> x, ReadOnlySpan<char> y)
    {
        var same = x.CommonPrefixLength(y);
        return same == x.Length || same == y.Length ? x.Length.CompareTo(y.Length) : Rank(x[same]).CompareTo(Rank(y[same]));
    }

    // A surrogate stands for a character beyond all those that have one unit.
    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
