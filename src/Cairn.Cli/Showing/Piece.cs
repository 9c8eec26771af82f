using Cairn.Events;
using Spectre.Console;

namespace Cairn.Cli;

/// <summary>A part of a line: text that is safe to show, and how it looks where there are colours.</summary>
internal readonly record struct Piece
{
    private Piece(string text, Style? style) => (Text, Style) = (text, style);

    public string Text { get; }

    public Style? Style { get; }

    public static implicit operator Piece(string text) => new(Printable.Line(text), null);

    public static Piece Faint(string text) => new(Printable.Line(text), new Style(decoration: Decoration.Dim));

    public static Piece Strong(string text) => new(Printable.Line(text), new Style(decoration: Decoration.Bold));

    public static Piece Coloured(string text, Color colour) => new(Printable.Line(text), new Style(colour));

    public static Piece Of(AuditResult result) => Coloured(ResultNames.Name(result), result switch
    {
        AuditResult.Success => Color.Green,
        AuditResult.Failure => Color.Red,
        AuditResult.Denied => Color.Yellow,
        _ => Color.Aqua,
    });

    public Piece PadRight(int width) => new(Text.PadRight(width), Style);
}
