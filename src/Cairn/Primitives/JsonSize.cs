using System.Buffers;
using System.Text;

namespace Cairn.Primitives;

/// <summary>How many bytes a text takes as a JSON string, without writing it.</summary>
internal static class JsonSize
{
    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);

    /// <summary>With its quotes.</summary>
    public static long Quoted(ReadOnlySpan<char> text) => Inner(text) + 2;

    /// <summary>Without them.</summary>
    public static long Inner(ReadOnlySpan<char> text)
    {
        long size = Encoding.UTF8.GetByteCount(text);
        for (int next; (next = text.IndexOfAny(Escaped)) >= 0; text = text[(next + 1)..])
        {
            size += text[next] is '"' or '\\' or '\b' or '\f' or '\n' or '\r' or '\t' ? 1 : 5;
        }

        return size;
    }
}
