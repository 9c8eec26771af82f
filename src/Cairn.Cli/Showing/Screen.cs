using Spectre.Console;

namespace Cairn.Cli;

/// <summary>
/// Writes lines for people: coloured on a terminal that has colours, else plain. Nothing is wrapped or cut: that is the terminal's work.
/// </summary>
internal sealed class Screen(CliIo io)
{
    // Spectre breaks lines at a width; ours stay whole.
    private const int Unbroken = 10_000_000;

    private readonly IAnsiConsole? console = io.Colours ? Coloured(io.Output) : null;

    public void WriteLine(params ReadOnlySpan<Piece> pieces)
    {
        if (console is null)
        {
            foreach (var piece in pieces)
            {
                io.Output.Write(piece.Text);
            }
        }
        else
        {
            // A paragraph takes text as it is: no markup in data is ever read as such.
            var line = new Paragraph();
            foreach (var piece in pieces)
            {
                line.Append(piece.Text, piece.Style);
            }

            console.Write(line);
        }

        io.Output.WriteLine();
    }

    private static IAnsiConsole Coloured(TextWriter output)
    {
        var console = AnsiConsole.Create(new()
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = Unbroken;
        return console;
    }
}
