using System.Globalization;
using Cairn.Events;

namespace Cairn.Cli;

/// <summary>Says what shaping did to a member: "cut, 1,048,576 bytes, SHA-256 …".</summary>
internal static class MarkWords
{
    public static string Of(ShapeMark mark) => string.Join("; ", Parts(mark));

    private static IEnumerable<string> Parts(ShapeMark mark)
    {
        if (mark.Malformed > 0)
        {
            yield return Text($"{mark.Malformed:N0} malformed");
        }

        if (mark.Renamed)
        {
            yield return "renamed";
        }

        if (mark.Json)
        {
            yield return "too deep, kept as text";
        }

        if (mark.Pointer)
        {
            yield return "no JSON Pointer, taken for a name";
        }

        if (mark.Length is not null || mark.Sha256 is not null)
        {
            yield return Text($"cut, {mark.Length:N0} bytes, SHA-256 {mark.Sha256}");
        }

        if (mark.Count is { } count)
        {
            yield return Text($"{count:N0} in all");
        }

        if (mark.Ignored is { } ignored)
        {
            yield return Text($"{ignored:N0} left out");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
