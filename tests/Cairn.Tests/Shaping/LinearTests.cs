using Cairn.Contracts;

namespace Cairn.Tests.Shaping;

/// <summary>
/// Every step from intake to sealing is in proportion to the event's bytes. What is counted is the memory asked for, which is the same in
/// every run: a step that built something anew for each element would ask for the square.
/// </summary>
public sealed class LinearTests
{
    private const int Small = 60_000;
    private const int Times = 4;

    public static TheoryData<string> Kinds => [.. HostileEvents.All.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Four_times_the_event_is_at_most_some_four_times_the_work(string kind)
    {
        var steps = new EventSteps();
        var (small, large) = (HostileEvents.All[kind](Small), HostileEvents.All[kind](Small * Times));
        steps.Run(small); // Whatever is made once.

        var (one, four) = (Work(() => steps.Run(small)), Work(() => steps.Run(large)));

        Assert.True(four < (2 * Times * one) + 2_000_000, $"{four:#,##0} bytes of memory, {one:#,##0} of a fourth of the event");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_largest_event_of_every_kind_is_taken_and_sealed(string kind) =>
        Assert.True(new EventSteps().Run(HostileEvents.All[kind](1_000_000)) > 0);

    private static long Work(Action act)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        act();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
