using System.Globalization;
using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Reading;
using Spectre.Console;

namespace Cairn.Cli;

/// <summary>A line for each entry: index, time, outcome, sentence.</summary>
internal sealed class TextList(CliIo io) : IEntryList
{
    private readonly Screen screen = new(io);
    private int width; // The first index is the largest.

    public LogIdentity? Log { get; set; }

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

    public void Missing(AuditGap gap)
    {
        var index = gap.To.ToString(CultureInfo.InvariantCulture);
        width = Math.Max(width, index.Length);
        screen.WriteLine(index.PadLeft(width), "  ", Piece.Coloured(GapWords.Of(gap), Color.Red));
    }

    public void End(string? older)
    {
        if (older is not null)
        {
            screen.WriteLine(
                Piece.Faint($"This log goes on from an older one, which has what was recorded before the break: cairn list --log {older}"));
        }
    }
}
