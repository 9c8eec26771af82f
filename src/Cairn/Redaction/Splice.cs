using System.Text;

namespace Cairn.Redaction;

/// <summary>A text with parts replaced, front to back. Costs nothing while nothing is.</summary>
internal ref struct Splice(ReadOnlySpan<char> source)
{
    private readonly ReadOnlySpan<char> source = source;
    private StringBuilder? built;
    private int copied;

    public void Replace(int start, int end, string replacement)
    {
        (built ??= new StringBuilder(source.Length + 32)).Append(source[copied..start]).Append(replacement);
        copied = end;
    }

    /// <summary>The new text; <see langword="null"/> when nothing was replaced.</summary>
    public readonly string? Finish() => built?.Append(source[copied..]).ToString();
}
