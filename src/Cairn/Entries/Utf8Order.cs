using System.Text;

namespace Cairn;

/// <summary>Orders text by its UTF-8 bytes. .NET's ordinal order is that of UTF-16, where U+FF5E comes behind U+1F600.</summary>
internal static class Utf8Order
{
    public static readonly IComparer<string> Comparer =
        Comparer<string>.Create(static (x, y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y)));
}
