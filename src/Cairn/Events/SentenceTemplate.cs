using Cairn.Primitives;

namespace Cairn.Events;

/// <summary>A sentence with places: <c>{actor} removed {target}</c>.</summary>
internal sealed record SentenceTemplate
{
    private const int Most = 1_024;

    private static readonly HashSet<string> Known = ["actor", "target", "targets", "before", "after", "path", "reason", "code", "action"];

    // Text at even positions, places at odd ones.
    private readonly string[] parts;

    private SentenceTemplate(string text, string[] parts) => (Text, this.parts) = (text, parts);

    public string Text { get; }

    public bool Equals(SentenceTemplate? other) => other?.Text == Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>
    /// A template out of a log, where another version may have written it; <see langword="null"/>: it has a place that is not known here.
    /// </summary>
    public static SentenceTemplate? TryParse(string text)
    {
        try
        {
            return Parse(text);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A sentence as it is, without places.</summary>
    public static SentenceTemplate Literal(string text) => new(text, [text]);

    /// <exception cref="ArgumentException">It has no form that can be filled.</exception>
    public static SentenceTemplate Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is 0 or > Most || !Grammar.IsUnicode(text))
        {
            throw new ArgumentException($"A sentence has 1 to {Most} characters.", nameof(text));
        }

        var parts = new List<string>();
        for (var rest = text; ;)
        {
            var open = rest.IndexOf('{', StringComparison.Ordinal);
            if (open < 0)
            {
                parts.Add(rest);
                return new(text, [.. parts]);
            }

            var close = rest.IndexOf('}', open);
            var place = close < 0 ? "" : rest[(open + 1)..close];
            if (!Known.Contains(place) && !(place.StartsWith("metadata.", StringComparison.Ordinal) && place.Length > 9))
            {
                throw new ArgumentException(
                    $"The sentence '{text}' has a place it cannot fill: {{{place}}}. Known: "
                    + $"{string.Join(", ", Known.Select(k => $"{{{k}}}"))}, {{metadata.name}}.",
                    nameof(text));
            }

            parts.AddRange([rest[..open], place]);
            rest = rest[(close + 1)..];
        }
    }

    /// <summary>Its pieces, in order: words, and places whose text is still empty.</summary>
    public IEnumerable<SentencePiece> Pieces => parts.Select((part, i) => i % 2 == 0 ? new SentencePiece(part, null) : new("", part));
}

/// <summary>A piece of a sentence.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Place">The place of the template that it fills, such as <c>actor</c>; <see langword="null"/>: it is the template's own words.</param>
internal sealed record SentencePiece(string Text, string? Place);
