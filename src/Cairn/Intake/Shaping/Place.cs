using System.Globalization;

namespace Cairn.Intake.Shaping;

/// <summary>Where a text stands in an event. Costs nothing until somebody asks for the pointer.</summary>
internal readonly record struct Place(string Head, int Position = -1, string Tail = "")
{
    /// <summary>The JSON Pointer.</summary>
    public override string ToString() => Position < 0 ? Head : $"{Head}/{Position.ToString(CultureInfo.InvariantCulture)}{Tail}";
}
