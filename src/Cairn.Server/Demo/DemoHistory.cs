using Cairn.Primitives;
using Cairn.Server.Demo.Scenes;

namespace Cairn.Server.Demo;

/// <summary>The last two weeks of five applications. The same seed and clock give the same events, in the order they happened.</summary>
internal static class DemoHistory
{
    private const int Scenes = 2_200;
    private static readonly TimeSpan Length = TimeSpan.FromDays(14);

    // How busy an hour is, from midnight on, UTC: offices work by day, containers never sleep.
    private static readonly int[] Busy = [1, 1, 1, 1, 1, 2, 4, 9, 16, 20, 20, 18, 14, 18, 20, 19, 16, 11, 7, 5, 4, 3, 2, 1];

    private static readonly IReadOnlyList<Scene> All =
        [.. ClinicScenes.All, .. WorkspaceScenes.All, .. ClubsScenes.All, .. ContainersScenes.All, .. ChatbotScenes.All];

    /// <summary>Some three thousand events before <paramref name="now"/>, oldest first.</summary>
    public static IReadOnlyList<AuditEvent> Until(DateTimeOffset now, int seed)
    {
        var dice = new Dice(seed);
        return [.. Enumerable.Range(0, Scenes)
            .SelectMany(_ => Play(dice, Begin(dice, now)))
            .Where(e => e.OccurredAt < now)
            .OrderBy(e => e.OccurredAt)];
    }

    /// <summary>Any scene's events, to happen now.</summary>
    public static IEnumerable<AuditEvent> Next(Dice dice) => dice.Weighted(All, s => s.Weight).Play(dice).Select(b => b.Event);

    private static IEnumerable<AuditEvent> Play(Dice dice, DateTimeOffset begin) =>
        dice.Weighted(All, s => s.Weight).Play(dice).Select(b => b.Event with { OccurredAt = RfcTime.Truncate(begin + b.After) });

    // Throws a moment away as often as its hour is quiet: what is left lies as densely as the hours are busy.
    private static DateTimeOffset Begin(Dice dice, DateTimeOffset now)
    {
        while (true)
        {
            var moment = now - (Length * (dice.Between(1, 1_000_000) / 1_000_000d));
            var isWeekend = moment.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            if (dice.Between(1, Busy.Max()) <= Math.Max(1, isWeekend ? Busy[moment.Hour] / 4 : Busy[moment.Hour]))
            {
                return moment;
            }
        }
    }
}
