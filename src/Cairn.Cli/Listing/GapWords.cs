using System.Globalization;

namespace Cairn.Cli;

/// <summary>Says which entries are missing.</summary>
internal static class GapWords
{
    public static string Of(AuditGap gap) => gap.From == gap.To
        ? string.Create(CultureInfo.InvariantCulture, $"entry {gap.From} is missing")
        : string.Create(CultureInfo.InvariantCulture, $"entries {gap.From} to {gap.To} are missing");
}
