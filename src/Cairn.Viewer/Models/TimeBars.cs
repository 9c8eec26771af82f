namespace Cairn.Viewer.Models;

/// <summary>What happened in a stretch of time, by how it ended.</summary>
internal sealed record TimeBar(DateTimeOffset From, DateTimeOffset Until, long Success, long Failure, long Denied, long Unfinished)
{
    public long Count => Success + Failure + Denied + Unfinished;
}

/// <summary>Counts over time, in equal stretches without holes.</summary>
internal sealed record TimeBars(IReadOnlyList<TimeBar> Bars, AuditDimension Unit)
{
    private const int MostBars = 90;

    public long Most => Bars.Count == 0 ? 0 : Bars.Max(b => b.Count);

    public long Count => Bars.Sum(b => b.Count);

    /// <summary>Counts what a query asks for by hour, day, week, month or year, whatever makes at most some ninety bars.</summary>
    public static async Task<TimeBars> ReadAsync(
        IAuditReader reader, AuditQuery query, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var days = await ByAsync(AuditDimension.Day).ConfigureAwait(false);
        var unit = days.Count <= 2 ? AuditDimension.Hour
            : Span(days) <= MostBars ? AuditDimension.Day
            : Span(days) <= MostBars * 31 ? AuditDimension.Month
            : AuditDimension.Year;
        return new(Filled(unit == AuditDimension.Day ? days : await ByAsync(unit).ConfigureAwait(false), unit, zone), unit);

        async Task<List<TimeBar>> ByAsync(AuditDimension unit)
        {
            var grouping = new AuditGrouping(unit, AuditDimension.Outcome) { Zone = zone, Most = AuditGrouping.LargestMost };
            var statistics = await reader.GetStatisticsAsync(query, grouping, cancellationToken).ConfigureAwait(false);
            return [.. statistics.Groups.Where(g => g.First is { From: not null, Until: not null })
                .GroupBy(g => (From: g.First.From!.Value, Until: g.First.Until!.Value)) // Those that have both.
                .Select(g => new TimeBar(
                    g.Key.From, g.Key.Until, Of(g, "success"), Of(g, "failure"), Of(g, "denied"), Of(g, "unfinished")))
                .OrderBy(b => b.From)];
        }
    }

    private static long Of(IEnumerable<AuditGroup> groups, string outcome) =>
        groups.Where(g => g.Second?.Value == outcome).Sum(g => g.Count);

    private static double Span(List<TimeBar> bars) => bars.Count == 0 ? 0 : (bars[^1].Until - bars[0].From).TotalDays;

    // What is quiet has a bar of nothing. Where an event claims a far time, the quiet between is left out.
    private static List<TimeBar> Filled(List<TimeBar> bars, AuditDimension unit, TimeZoneInfo zone)
    {
        var filled = new List<TimeBar>();
        foreach (var bar in bars)
        {
            for (var holes = 0; filled.Count > 0 && filled[^1].Until < bar.From && holes < MostBars; holes++)
            {
                var from = filled[^1].Until;
                var until = unit == AuditDimension.Hour ? from.AddHours(1)
                    : Querying.QueryTime.Utc(Next(TimeZoneInfo.ConvertTime(from, zone).DateTime, unit), zone, isLate: false);
                filled.Add(new(from, until < bar.From ? until : bar.From, 0, 0, 0, 0));
            }

            filled.Add(bar);
        }

        return filled;
    }

    private static DateTime Next(DateTime from, AuditDimension unit) => unit switch
    {
        AuditDimension.Day => from.Date.AddDays(1),
        AuditDimension.Month => new DateTime(from.Year, from.Month, 1).AddMonths(1),
        _ => new DateTime(from.Year + 1, 1, 1),
    };
}
