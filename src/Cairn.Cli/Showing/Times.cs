using System.Globalization;

namespace Cairn.Cli;

/// <summary>Points in time for people, always UTC.</summary>
internal static class Times
{
    public static string Short(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
