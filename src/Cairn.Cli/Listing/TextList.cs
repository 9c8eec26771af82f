using System.Globalization;
using Cairn.Manifests;
using Spectre.Console;

namespace Cairn.Cli;

/// <summary>A line for each entry: index, time, outcome, sentence.</summary>
internal sealed class TextList(CliIo io) : IEntryList
{
    private readonly Screen screen = new(io);
    private int width; // The first index is the largest.

    public void Add(ReadEntry entry)
    {
        var index = entry.Stored.Index.ToString(CultureInfo.InvariantCulture);
        width = Math.Max(width, index.Length);
        if (entry.View is { } view)
        {
            screen.WriteLine(
                index.PadLeft(width),
                "  ",
                Piece.Faint(Times.Short(view.Leaf.OccurredAt)),
                "  ",
                Piece.Of(view.Leaf.Result).PadRight("unfinished".Length),
                "  ",
                entry.Sentence);
        }
        else
        {
            screen.WriteLine(index.PadLeft(width), "  ", Piece.Coloured($"damaged: {entry.Problems[^1]}", Color.Red));
        }
    }

    public void Missing(NumberRange range)
    {
        var index = range.To.ToString(CultureInfo.InvariantCulture);
        width = Math.Max(width, index.Length);
        screen.WriteLine(index.PadLeft(width), "  ", Piece.Coloured(ListGaps.Words(range), Color.Red));
    }

    public void End()
    {
        // Nothing follows the last line.
    }
}
