using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Cairn.Server.Pages;

/// <summary>Writes HTML. Every text and every attribute's value is encoded here; there is no way to write markup but by element.</summary>
/// <remarks>Names of elements and attributes are constants of the callers, never data.</remarks>
internal sealed class HtmlWriter
{
    // Letters of every script stay as they are; what means something in HTML, and what is invisible, becomes a reference.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder html = new("<!DOCTYPE html>\n");

    public override string ToString() => html.ToString();

    /// <summary>An element that only holds text.</summary>
    public HtmlWriter Element(string name, string text, params ReadOnlySpan<(string Name, string? Value)> attributes) =>
        Open(name, attributes).Text(text).Close(name);

    /// <summary>An element that holds what <paramref name="content"/> writes.</summary>
    public HtmlWriter Element(string name, Action content, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Open(name, attributes);
        content();
        return Close(name);
    }

    /// <summary>An element that never holds anything: <c>meta</c>, <c>link</c>.</summary>
    public HtmlWriter Void(string name, params ReadOnlySpan<(string Name, string? Value)> attributes) => Open(name, attributes);

    public HtmlWriter Text(string text)
    {
        html.Append(Encoder.Encode(text));
        return this;
    }

    /// <summary>Text of whoever sent the event: its direction of writing stays its own and turns nothing around it.</summary>
    public HtmlWriter Foreign(string text) => Element("bdi", text);

    private HtmlWriter Open(string name, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        html.Append('<').Append(name);
        foreach (var (attribute, value) in attributes)
        {
            if (value is not null)
            {
                html.Append(' ').Append(attribute).Append("=\"").Append(Encoder.Encode(value)).Append('"');
            }
        }

        html.Append('>');
        return this;
    }

    private HtmlWriter Close(string name)
    {
        html.Append("</").Append(name).Append(">\n");
        return this;
    }
}
