using Cairn.Primitives;

namespace Cairn.Intake.Shaping;

/// <summary>Step 6: texts, ids, words and types that are too long are cut.</summary>
internal sealed class LongTexts(Marks marks) : TextStep
{
    /// <summary>The beginning of a text within so many bytes. That of a pointer ends in no half escape.</summary>
    public static string Beginning(string text, TextKind kind, int bytes)
    {
        var beginning = Cut.Bytes(text, bytes);
        return kind == TextKind.Path && beginning.EndsWith('~') ? beginning[..^1] : beginning;
    }

    protected override string? Text(string? text, TextKind kind, Place place)
    {
        if (text is null || !IsLong(text, kind))
        {
            return text;
        }

        marks.At(place.ToString()).AddCut(text);
        return kind switch
        {
            TextKind.Id or TextKind.Word => Cut.Characters(text, EventLimits.Characters),
            TextKind.Type => Cut.Bytes(text, EventLimits.TypeBytes),
            _ => Beginning(text, kind, EventLimits.Text),
        };
    }

    private static bool IsLong(string text, TextKind kind) => kind switch
    {
        TextKind.Id or TextKind.Word => Cut.HasMore(text, EventLimits.Characters),
        TextKind.Type => Cut.IsLonger(text, EventLimits.TypeBytes),
        TextKind.Pointer => false, // One that is too long is left out.
        _ => Cut.IsLonger(text, EventLimits.Text),
    };
}
