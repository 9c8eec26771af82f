using System.Globalization;
using System.Text.RegularExpressions;

namespace Cairn;

/// <summary>Points in time: RFC 3339 as programs send it, and the one spelling a leaf has.</summary>
internal static partial class RfcTime
{
    /// <summary>Bytes of a leaf's time: <c>2026-11-21T09:30:00.123456Z</c>.</summary>
    public const int Length = 27;

    private const string Canonical = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>The leaf's spelling: UTC, six digits.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Canonical, CultureInfo.InvariantCulture);

    /// <summary>Reads the leaf's spelling only.</summary>
    public static bool TryParseCanonical(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, Canonical, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time) && text.Length == Length;

    /// <summary>Reads any RFC 3339 date-time; digits beyond the microsecond are dropped.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        if (Rfc3339().Match(text) is not { Success: true } match)
        {
            return false;
        }

        // .NET's offsets end at 14 hours and its fractions at seven digits: seconds by .NET, the rest by hand.
        if (!DateTime.TryParseExact(match.Groups["seconds"].ValueSpan, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return false;
        }

        var microseconds = int.Parse(match.Groups["fraction"].Value.PadRight(6, '0').AsSpan(0, 6), CultureInfo.InvariantCulture);
        var ticks = local.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond) - Offset(match).Ticks;
        if (ticks < EventLimits.Earliest.Ticks || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    /// <summary>Drops what lies below the microsecond.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time) => new(time.UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    /// <summary>Microseconds since 1970, as stores keep times.</summary>
    public static long ToMicroseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>From microseconds since 1970.</summary>
    public static DateTimeOffset FromMicroseconds(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    private static TimeSpan Offset(Match match)
    {
        if (!match.Groups["sign"].Success)
        {
            return TimeSpan.Zero;
        }

        var offset = new TimeSpan(int.Parse(match.Groups["hours"].ValueSpan, CultureInfo.InvariantCulture), int.Parse(match.Groups["minutes"].ValueSpan, CultureInfo.InvariantCulture), 0);
        return match.Groups["sign"].Value == "-" ? -offset : offset;
    }

    [GeneratedRegex(@"\A(?<seconds>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.(?<fraction>[0-9]+))?(Z|(?<sign>[+-])(?<hours>[01][0-9]|2[0-3]):(?<minutes>[0-5][0-9]))\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Rfc3339();
}
