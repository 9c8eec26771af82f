using System.Globalization;
using System.Text.RegularExpressions;

namespace Cairn.Primitives;

/// <summary>Points in time: RFC 3339 as programs send it, and the one spelling a leaf has.</summary>
internal static partial class RfcTime
{
    /// <summary>Bytes of a leaf's time: <c>2026-11-21T09:30:00.123456Z</c>.</summary>
    public const int Length = 27;

    /// <summary>The leaf's spelling: UTC, six digits.</summary>
    public static string Format(DateTimeOffset time) =>
        string.Create(Length, time.UtcDateTime, static (text, utc) =>
        {
            Span<byte> bytes = stackalloc byte[Length];
            Format(utc, bytes);
            System.Text.Encoding.ASCII.GetChars(bytes, text);
        });

    /// <summary>Reads the leaf's spelling only.</summary>
    public static bool TryParseCanonical(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        Span<int> parts = stackalloc int[7];
        time = default;
        if (text.Length != Length || !TryParts(text, parts) || parts[0] < 1970 || parts[1] is 0 or > 12 || parts[2] == 0
            || parts[2] > DateTime.DaysInMonth(parts[0], parts[1]) || parts[3] > 23 || parts[4] > 59 || parts[5] > 59)
        {
            return false;
        }

        time = new DateTimeOffset(
            parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], TimeSpan.Zero).AddTicks(parts[6] * TimeSpan.TicksPerMicrosecond);
        return true;
    }

    /// <summary>Reads any RFC 3339 date-time; digits beyond the microsecond are dropped.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        if (Rfc3339().Match(text) is not { Success: true } match)
        {
            return false;
        }

        // .NET's offsets end at 14 hours and its fractions at seven digits: seconds by .NET, the rest by hand.
        if (!DateTime.TryParseExact(
            match.Groups["seconds"].ValueSpan, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
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
    public static DateTimeOffset Truncate(DateTimeOffset time) =>
        new(time.UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    /// <summary>Microseconds since 1970, as stores keep times.</summary>
    public static long ToMicroseconds(DateTimeOffset time) =>
        (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The first whole microsecond at a time or behind it: what stores keep is not earlier exactly where this is not.</summary>
    public static long FirstMicrosecondFrom(DateTimeOffset time) =>
        ToMicroseconds(time) + (time.UtcTicks % TimeSpan.TicksPerMicrosecond == 0 ? 0 : 1);

    /// <summary>Whether the number stands for a time that an entry can name: a stored one need not.</summary>
    public static bool IsTime(long microseconds) => microseconds >= 0 && microseconds <= ToMicroseconds(DateTimeOffset.MaxValue);

    /// <summary>From microseconds since 1970.</summary>
    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    // By hand: a leaf is read and written a million times, and .NET's custom formats are read anew each time.
    public static void Format(DateTime utc, Span<byte> text)
    {
        "0000-00-00T00:00:00.000000Z"u8.CopyTo(text);
        Digits(utc.Year, text[..4]);
        Digits(utc.Month, text[5..7]);
        Digits(utc.Day, text[8..10]);
        Digits(utc.Hour, text[11..13]);
        Digits(utc.Minute, text[14..16]);
        Digits(utc.Second, text[17..19]);
        Digits((int)(utc.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond), text[20..26]);
    }

    private static void Digits(int value, Span<byte> text)
    {
        for (var i = text.Length - 1; i >= 0; i--, value /= 10)
        {
            text[i] = (byte)('0' + (value % 10));
        }
    }

    private static bool TryParts(ReadOnlySpan<char> text, Span<int> parts)
    {
        const string Shape = "0000-00-00T00:00:00.000000Z";
        var part = 0;
        for (var i = 0; i < Length; i++)
        {
            if (Shape[i] != '0')
            {
                if (text[i] != Shape[i])
                {
                    return false;
                }

                part++;
            }
            else if (char.IsAsciiDigit(text[i]))
            {
                parts[part] = (parts[part] * 10) + text[i] - '0';
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private static TimeSpan Offset(Match match)
    {
        if (!match.Groups["sign"].Success)
        {
            return TimeSpan.Zero;
        }

        var offset = new TimeSpan(
            int.Parse(match.Groups["hours"].ValueSpan, CultureInfo.InvariantCulture),
            int.Parse(match.Groups["minutes"].ValueSpan, CultureInfo.InvariantCulture),
            0);
        return match.Groups["sign"].Value == "-" ? -offset : offset;
    }

    [GeneratedRegex(
        @"\A(?<seconds>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.(?<fraction>[0-9]+))?(Z|(?<sign>[+-])(?<hours>[01][0-9]|"
        + @"2[0-3]):(?<minutes>[0-5][0-9]))\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Rfc3339();
}
