using System.Net;
using Cairn.Intake;
using Cairn.Server.Demo;

namespace Cairn.Server.Tests.Demo;

public sealed class DemoHistoryTests
{
    // A Friday evening.
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 18, 0, 0, TimeSpan.Zero);
    private static readonly IReadOnlyList<AuditEvent> Events = DemoHistory.Until(Now, 1);

    [Fact]
    public void The_same_seed_and_clock_give_the_same_history() => Assert.Equal(Told(Events), Told(DemoHistory.Until(Now, 1)));

    [Fact]
    public void Another_seed_gives_another() => Assert.NotEqual(Told(Events), Told(DemoHistory.Until(Now, 2)));

    [Fact]
    public void It_is_two_weeks_in_the_order_they_happened()
    {
        Assert.InRange(Events.Count, 2_500, 3_500);
        Assert.Equal(Events.Select(e => e.OccurredAt), Events.Select(e => e.OccurredAt).Order());
        Assert.All(Events, e => Assert.InRange(e.OccurredAt!.Value, Now.AddDays(-14), Now));
    }

    [Fact]
    public void Every_event_keeps_the_rules() => Assert.All(Events, EventRules.Check);

    [Fact]
    public void Five_applications_and_every_result_are_in_it()
    {
        Assert.Equal(
            ["chatbot", "clinic", "clubs", "containers", "workspace-backend", "workspace-portal"],
            Events.Select(e => e.Context.Source!).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Enum.GetValues<AuditResult>(), Events.Select(e => e.Outcome.Result).Distinct().Order());
        Assert.Empty(new[] { "401", "403", "429", "exit_137", "timeout" }.Except(Events.Select(e => e.Outcome.Code)));
    }

    [Fact]
    public void Nearly_every_standard_action_happens()
    {
        var missing = StandardActions.All.Select(a => a.Name).Except(Events.Select(e => e.Action));
        Assert.Equal([StandardActions.RecordCreated.Name], missing);
    }

    [Fact]
    public void Offices_are_busier_than_nights()
    {
        var nights = Events.Count(e => e.OccurredAt!.Value.Hour < 6);
        var offices = Events.Count(e => e.OccurredAt!.Value.Hour is >= 9 and < 15);
        Assert.True(offices > 5 * nights, $"{offices} by day, {nights} by night");
    }

    [Fact]
    public void Nobody_who_lives_is_in_it()
    {
        Assert.All(
            Events.Select(e => e.Context.IpAddress).OfType<IPAddress>(),
            a => Assert.Matches(@"^(192\.0\.2\.|198\.51\.100\.|2001:db8::)", a.ToString()));
        Assert.All(Events.Select(e => e.Actor.Email).OfType<string>(), e => Assert.EndsWith("@example.com", e, StringComparison.Ordinal));
        Assert.All(Events.Select(e => e.Actor.Phone).OfType<string>(), p => Assert.Matches(@"^\+1555010[0-9]{4}$", p));
        Assert.All(Events.Select(e => e.Actor.Name).OfType<string>(), n => Assert.StartsWith("Example ", n, StringComparison.Ordinal));
    }

    // A record compares its lists by reference: the JSON compares what is in them.
    private static IEnumerable<string> Told(IEnumerable<AuditEvent> events) =>
        events.Select(e => Convert.ToBase64String(EventJson.Write(e)));
}
