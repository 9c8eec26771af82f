using System.Globalization;

namespace Cairn.Primitives;

/// <summary>A number with its noun: "1 entry", "2 entries".</summary>
internal static class Counted
{
    public static string Of(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");

    public static string Entries(long count) => Of(count, "entry", "entries");
}
