using System.Globalization;
using Cairn.Primitives;
using Cairn.Querying;

namespace Cairn.Reading.Counting;

/// <summary>Minutes, hours, days, weeks, months and years of a zone: where they begin, and what they are called.</summary>
internal sealed class TimeGroups(TimeZoneInfo zone)
{
    private const long Minute = 60_000_000;
    private const long Quarter = 15 * Minute;

    private readonly Dictionary<(AuditDimension, long), long> beginnings = [];

    // Wherever clocks differ by quarters of an hour, as they do nearly everywhere, a store need not count by minutes.
    private readonly long step = IsByQuarters(zone) ? Quarter : Minute;

    public static bool IsTime(AuditDimension dimension) => dimension >= AuditDimension.Minute;

    /// <summary>By how many microseconds a store counts.</summary>
    public long UnitOf(AuditDimension dimension) => dimension == AuditDimension.Minute ? Minute : step;

    /// <summary>When the minute, hour, … of a moment begins, both in microseconds since 1970.</summary>
    public long BeginningOf(AuditDimension dimension, long time)
    {
        if (dimension == AuditDimension.Minute)
        {
            return time / Minute * Minute;
        }

        if (!beginnings.TryGetValue((dimension, time), out var beginning))
        {
            beginnings[(dimension, time)] = beginning = RfcTime.ToMicroseconds(Beginning(dimension, RfcTime.FromMicroseconds(time)));
        }

        return beginning;
    }

    public AuditGroupKey Tell(AuditDimension dimension, long beginning)
    {
        var from = RfcTime.FromMicroseconds(beginning);
        var local = TimeZoneInfo.ConvertTime(from, zone);
        return dimension switch
        {
            AuditDimension.Minute => new(Spelled(local), null, from, from.AddMinutes(1)),
            AuditDimension.Hour => new(Spelled(local), null, from, from.AddHours(1)),
            AuditDimension.Day => Days($"{local:yyyy-MM-dd}", local.Date.AddDays(1)),
            AuditDimension.Week => Days(
                $"{ISOWeek.GetYear(local.Date):0000}-W{ISOWeek.GetWeekOfYear(local.Date):00}", local.Date.AddDays(7)),
            AuditDimension.Month => Days($"{local:yyyy-MM}", local.Date.AddMonths(1)),
            _ => Days($"{local:yyyy}", local.Date.AddYears(1)),
        };

        AuditGroupKey Days(FormattableString name, DateTime end) =>
            new(name.ToString(CultureInfo.InvariantCulture), null, from, QueryTime.Utc(end, zone, false));
    }

    private DateTimeOffset Beginning(AuditDimension dimension, DateTimeOffset time)
    {
        var local = TimeZoneInfo.ConvertTime(time, zone);
        var day = local.Date;
        return dimension switch
        {
            // An hour that the clock shows twice is two.
            AuditDimension.Hour => time.AddTicks(-(local.Ticks % TimeSpan.TicksPerHour)),
            AuditDimension.Day => QueryTime.Utc(day, zone, false),
            AuditDimension.Week => QueryTime.Utc(day.AddDays(-(((int)day.DayOfWeek + 6) % 7)), zone, false),
            AuditDimension.Month => QueryTime.Utc(new(day.Year, day.Month, 1), zone, false),
            _ => QueryTime.Utc(new(day.Year, 1, 1), zone, false),
        };
    }

    private static string Spelled(DateTimeOffset local) => local.Offset == TimeSpan.Zero
        ? local.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture)
        : local.ToString("yyyy-MM-dd'T'HH:mmzzz", CultureInfo.InvariantCulture);

    private static bool IsByQuarters(TimeZoneInfo zone) =>
        IsQuarters(zone.BaseUtcOffset)
        && zone.GetAdjustmentRules().Where(r => r.DateEnd.Year > 1970).All(
            r => IsQuarters(r.DaylightDelta) && IsQuarters(r.BaseUtcOffsetDelta)
            && IsQuarters(r.DaylightTransitionStart.TimeOfDay.TimeOfDay) && IsQuarters(r.DaylightTransitionEnd.TimeOfDay.TimeOfDay));

    private static bool IsQuarters(TimeSpan span) => span.Ticks % (15 * TimeSpan.TicksPerMinute) == 0;
}
