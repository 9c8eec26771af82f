using System.Text;

namespace Cairn.AspNetCore.Endpoints;

/// <summary>
/// A text with places that a request fills: <c>{id}</c> is a route value, <c>{query.name}</c>, <c>{header.Name}</c>,
/// <c>{arg.name.member}</c>, <c>{result.member}</c>.
/// </summary>
internal sealed class TextTemplate
{
    private readonly List<(string Text, TemplatePlace? Place)> parts;

    private TextTemplate(List<(string Text, TemplatePlace? Place)> parts) => this.parts = parts;

    public IEnumerable<TemplatePlace> Places => parts.Select(p => p.Place).OfType<TemplatePlace>();

    /// <exception cref="ArgumentException">A brace has no partner, or a place has no name.</exception>
    public static TextTemplate Parse(string text)
    {
        var parts = new List<(string, TemplatePlace?)>();
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf('{', at);
            var literal = text[at..(open < 0 ? text.Length : open)];
            if (literal.Contains('}', StringComparison.Ordinal))
            {
                throw Wrong(text);
            }

            parts.Add((literal, null));

            var close = open < 0 ? text.Length : text.IndexOf('}', open);
            if (open >= 0)
            {
                parts.Add(("", close > open + 1 ? TemplatePlace.Parse(text[(open + 1)..close]) : throw Wrong(text)));
            }

            at = close + 1;
        }

        return new(parts);
    }

    /// <summary>The text; <see langword="null"/> where a place has no value.</summary>
    public string? Fill(TemplateValues values)
    {
        var text = new StringBuilder();
        foreach (var (literal, place) in parts)
        {
            if (place is null)
            {
                text.Append(literal);
            }
            else if (values.Of(place) is { Length: > 0 } value)
            {
                text.Append(value);
            }
            else
            {
                return null;
            }
        }

        return text.ToString();
    }

    private static ArgumentException Wrong(string text) => new(
        $"'{text}' is not a template: write places as {{id}}, {{query.name}}, {{header.Name}}, {{arg.name.member}} or {{result.member}}.");
}
