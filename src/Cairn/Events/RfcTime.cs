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

        // DateTimeOffset knows seven digits; the specification keeps six.
        var digits = match.Groups["fraction"].Value;
        var shortened = $"{match.Groups["seconds"].Value.ToUpperInvariant()}.{digits.PadRight(6, '0')[..6]}{match.Groups["offset"].Value.ToUpperInvariant()}";
        return DateTimeOffset.TryParseExact(shortened, "yyyy-MM-dd'T'HH:mm:ss.ffffffK", CultureInfo.InvariantCulture, DateTimeStyles.None, out time)
            && IsRepresentable(ref time);
    }

    /// <summary>Drops what lies below the microsecond.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time) => new(time.UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    /// <summary>Microseconds since 1970, as stores keep times.</summary>
    public static long ToMicroseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>From microseconds since 1970.</summary>
    public static DateTimeOffset FromMicroseconds(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    private static bool IsRepresentable(ref DateTimeOffset time)
    {
        time = time.ToUniversalTime();
        return time >= EventLimits.Earliest;
    }

    [GeneratedRegex(@"\A(?<seconds>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2})(\.(?<fraction>[0-9]{1,32}))?(?<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Rfc3339();
}
