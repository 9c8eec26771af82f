using Cairn.Primitives;

namespace Cairn.Intake.Shaping;

/// <summary>Step 4: the path of a change that is no JSON Pointer is the name of a member.</summary>
internal sealed class ChangePaths(Marks marks) : TextStep
{
    protected override string? Text(string? text, TextKind kind, Place place)
    {
        if (kind != TextKind.Path || text is null || JsonPointer.IsValid(text))
        {
            return text;
        }

        marks.At(place.ToString()).Add(mark => mark with { Pointer = true });
        return JsonPointer.Of(text);
    }
}
