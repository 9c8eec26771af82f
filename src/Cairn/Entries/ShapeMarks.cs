using Cairn.Events;

namespace Cairn.Entries;

/// <summary>The marks of one event, by their places.</summary>
internal sealed class ShapeMarks
{
    private static readonly ShapeMarks None = new([]);

    private readonly Dictionary<string, ShapeMark> marks;

    private ShapeMarks(Dictionary<string, ShapeMark> marks) => this.marks = marks;

    public bool Any => marks.Count > 0;

    public static ShapeMarks Of(AuditEvent e)
    {
        if (e.Shaped.Count == 0)
        {
            return None;
        }

        var marks = new Dictionary<string, ShapeMark>(e.Shaped.Count, StringComparer.Ordinal);
        foreach (var mark in e.Shaped)
        {
            marks.Add(mark.Path, mark);
        }

        return new(marks);
    }

    /// <summary>base64url of the SHA-256 of the whole, where the text at a place was cut.</summary>
    public string? CutAt(string path) => marks.GetValueOrDefault(path)?.Sha256;

    /// <summary>The same in a list; nothing is spelled out where nothing was shaped.</summary>
    public string? CutAt(string list, int position, string member) => Any ? CutAt($"{list}/{position}/{member}") : null;

    /// <summary>How many elements a list had: those it has, unless a mark says that there were more.</summary>
    public long CountAt(string path, int kept) => Math.Max(marks.GetValueOrDefault(path)?.Count ?? kept, kept);

    public long IgnoredAt(string path) => marks.GetValueOrDefault(path)?.Ignored ?? 0;
}
