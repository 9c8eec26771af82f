using System.Globalization;
using System.Text.RegularExpressions;

namespace Cairn.Querying;

/// <summary>Times of a query: how long ago, or a date or time with or without a zone.</summary>
internal static partial class QueryTime
{
    public const string Forms = "how long ago (30s, 15m, 24h, 7d, 2w), a date (2026-11-01), or a time (2026-11-01T14:30, with Z or +01:00)";

    /// <summary>Reads how long ago: a day has 24 hours here.</summary>
    public static bool Relative(string text, out TimeSpan ago)
    {
        ago = default;
        if (Ago().Match(text) is not { Success: true } match
            || !decimal.TryParse(match.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out var number))
        {
            return false;
        }

        var ticks = number * TicksOf(match.Groups["unit"].ValueSpan[0]);
        ago = ticks <= TimeSpan.MaxValue.Ticks ? new((long)ticks) : TimeSpan.MaxValue;
        return true;
    }

    /// <summary>In the largest unit of which it is so many.</summary>
    public static string Format(TimeSpan ago)
    {
        foreach (var unit in "wdhm")
        {
            if (ago.Ticks % TicksOf(unit) == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{ago.Ticks / TicksOf(unit)}{unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(decimal)ago.Ticks / TimeSpan.TicksPerSecond:0.#######}s");
    }

    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>
    /// Reads a date or time. A date is its whole day in the zone: its beginning, or where it ends the beginning of the day after.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="zone">Where it is meant, if it does not say so.</param>
    /// <param name="isEnd">Whether it ends a time.</param>
    public static DateTimeOffset? Parse(string text, TimeZoneInfo zone, bool isEnd)
    {
        if (Time().Match(text) is not { Success: true } match
            || !DateTime.TryParseExact(
                match.Groups["date"].ValueSpan, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return null;
        }

        if (!match.Groups["hour"].Success)
        {
            return !isEnd ? Utc(day, zone, isLate: false)
                : day < DateTime.MaxValue.Date ? Utc(day.AddDays(1), zone, isLate: false)
                : DateTimeOffset.MaxValue;
        }

        var time = new TimeSpan(Number(match, "hour"), Number(match, "minute"), Number(match, "second"));
        if (time.Days > 0 || Number(match, "minute") > 59 || Number(match, "second") > 59)
        {
            return null;
        }

        day += time + new TimeSpan(int.Parse(match.Groups["fraction"].Value.PadRight(7, '0'), CultureInfo.InvariantCulture));
        return match.Groups["zone"].Value is { Length: > 0 } offset ? Utc(day, Offset(offset)) : Utc(day, zone, isEnd);
    }

    /// <summary>
    /// The moment of a local time. One that a clock skips is the first one behind the gap; of one that a clock shows twice the first or
    /// last is meant.
    /// </summary>
    public static DateTimeOffset Utc(DateTime local, TimeZoneInfo zone, bool isLate)
    {
        while (zone.IsInvalidTime(local))
        {
            local = new(((local.Ticks / TimeSpan.TicksPerMinute) + 1) * TimeSpan.TicksPerMinute);
        }

        return Utc(local, !zone.IsAmbiguousTime(local) ? zone.GetUtcOffset(local)
            : isLate ? zone.GetAmbiguousTimeOffsets(local).Min() : zone.GetAmbiguousTimeOffsets(local).Max());
    }

    private static DateTimeOffset Utc(DateTime local, TimeSpan offset) =>
        new(Math.Clamp(local.Ticks - offset.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);

    private static TimeSpan Offset(string text) => text is "Z" or "z" ? TimeSpan.Zero
        : new TimeSpan(int.Parse(text.AsSpan(1, 2), CultureInfo.InvariantCulture),
            int.Parse(text.AsSpan(4, 2), CultureInfo.InvariantCulture), 0)
            * (text[0] == '-' ? -1 : 1);

    private static int Number(Match match, string group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;

    private static long TicksOf(char unit) => unit switch
    {
        'w' => 7 * TimeSpan.TicksPerDay,
        'd' => TimeSpan.TicksPerDay,
        'h' => TimeSpan.TicksPerHour,
        'm' => TimeSpan.TicksPerMinute,
        _ => TimeSpan.TicksPerSecond,
    };

    [GeneratedRegex(@"\A(?<number>[0-9]{1,15}(\.[0-9]{1,7})?)(?<unit>[smhdw])\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Ago();

    [GeneratedRegex(
        @"\A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})([Tt](?<hour>[0-9]{2}):(?<minute>[0-9]{2})(:(?<second>[0-9]{2})(\.(?<fraction>[0-9]{1,7}))?)?"
        + @"(?<zone>[Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?)?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Time();
}
