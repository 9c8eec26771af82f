using System.Text;
using Cairn.Contracts;
using Cairn.Events;
using Cairn.Intake;
using Cairn.Primitives;

namespace Cairn.Tests.Shaping;

public sealed class ArbitraryEventTests
{
    // docs/spec/event.md, What is refused: nothing else is.
    private static readonly string[] Refusable = ["action", "occurred_at", "outcome.result"];

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    public void Any_event_is_shaped_once_and_for_all_or_refused_for_its_form(int seed, bool masks)
    {
        var (events, intake, taken) = (new ArbitraryEvents(seed), new EventIntake(ActionCatalog.Standard, new() { Enabled = masks }), 0);
        for (var i = 0; i < 300; i++)
        {
            var problems = new ProblemList();
            var auditEvent = intake.Take(events.Next(), problems);
            Assert.All(
                problems.All,
                p => Assert.True(Refusable.Contains(p.Member) || p.Member.StartsWith("personal[", StringComparison.Ordinal), p.Member));
            if (problems.Any)
            {
                continue;
            }

            taken++;
            auditEvent = auditEvent with { Category = intake.CategoryOf(auditEvent) };
            var json = EventJson.Write(auditEvent);
            Assert.InRange(json.Length, 0, EventLimits.Stored);
            Assert.True(
                json.AsSpan().SequenceEqual(EventJson.Write(EventJson.Reread(json))), $"Event {i} of seed {seed} is reread as another.");
            var again = EventJson.Write(intake.Take(auditEvent));
            // Masking may find more in a text that it has cut.
            Assert.True(
                masks || json.AsSpan().SequenceEqual(again), $"Event {i} of seed {seed} is shaped again, {Difference(json, again)}");
        }

        Assert.InRange(taken, 40, 290);
    }

    private static string Difference(byte[] json, byte[] again)
    {
        var at = json.AsSpan().CommonPrefixLength(again);
        return $"from byte {at} on: {Excerpt(json, at)} became {Excerpt(again, at)}";
    }

    private static string Excerpt(byte[] json, int at) =>
        Encoding.UTF8.GetString(json.AsSpan()[Math.Max(0, at - 60)..Math.Min(json.Length, at + 200)]);
}
