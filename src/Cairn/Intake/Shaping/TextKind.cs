namespace Cairn.Intake.Shaping;

/// <summary>The kinds of text in an event (docs/spec/event.md, Members).</summary>
internal enum TextKind
{
    Text,
    Id,
    Type,
    Word,

    /// <summary>The path of a change: a text that is a JSON Pointer.</summary>
    Path,

    /// <summary>A path of <c>personal</c>.</summary>
    Pointer,
}
