namespace Cairn.Intake.Shaping;

/// <summary>A value that may be cut.</summary>
/// <param name="Pointer">Where it stands.</param>
/// <param name="Kind">Of a text, its kind.</param>
/// <param name="Text">A string's text; of anything else its JSON.</param>
/// <param name="Size">Its bytes as JSON.</param>
/// <param name="Order">Of equal sizes, the lower one is first.</param>
internal readonly record struct LargeValue(string Pointer, TextKind Kind, string Text, long Size, long Order);
