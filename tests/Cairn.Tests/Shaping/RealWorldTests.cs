using System.Text;
using System.Text.Json;
using Cairn.Contracts;
using Cairn.Intake;
using Cairn.Intake.Shaping;
using Cairn.Outbox;
using Cairn.Primitives;
using Cairn.Recording;
using Cairn.Spooling;
using Cairn.Tests.Spooling;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cairn.Tests.Shaping;

public sealed class RealWorldTests
{
    private static readonly EventIntake Intake = new(ActionCatalog.Standard);

    public static TheoryData<string> Names => [.. RealWorld.Events.Select(e => e.Name)];

    private static Dictionary<string, RealWorldEvent> ByName { get; } = RealWorld.Events.ToDictionary(e => e.Name, StringComparer.Ordinal);

    [Fact]
    public void There_are_enough_of_them() => Assert.InRange(RealWorld.Events.Count, 300, 1_000);

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_taken_and_changed_only_where_a_mark_says_so(string name)
    {
        var given = ByName[name].Event;
        var taken = Intake.Take(given) with { Category = given.Category };

        if (name.Contains("levels deep", StringComparison.Ordinal))
        {
            return; // A document of it takes the square of its depth.
        }

        using var before = JsonDocument.Parse(EventJson.Write(Absences.Fill(given, new([]))), new() { MaxDepth = 1_000 });
        using var after = JsonDocument.Parse(EventJson.Write(taken with { Shaped = [] }));
        Same(before.RootElement, after.RootElement, "", taken.Shaped.Select(m => m.Path).Concat(taken.Category == given.Category
            ? []
            : ["/category"]).ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_door_makes_the_same_of_it()
    {
        using var house = new SpoolHouse();
        using var spool = SpoolHouse.Open(house.Settings with { SegmentBytes = 4 << 20, Cap = 1L << 30 });
        using var recorder = new Recorder(Intake, spool, house.Clock, Some.Fill(), NullLogger.Instance);
        var (fake, outbox) = (new FakeAuditLog(clock: house.Clock), new OutboxIntake(Intake));
        var expected = new List<string>();
        for (var i = 0; i < RealWorld.Events.Count; i++)
        {
            var auditEvent = RealWorld.Events[i].Event with { Id = Some.Id(i) };
            auditEvent = auditEvent with { OccurredAt = auditEvent.OccurredAt ?? house.Clock.GetUtcNow() };
            expected.Add(Shape.Json(Intake.Take(auditEvent)));
            recorder.Record("default", auditEvent);
            fake.Record(auditEvent);
            await fake.RecordAsync(auditEvent, TestContext.Current.CancellationToken);
            var row = outbox.Take(new()
            {
                Position = i,
                Tenant = "default",
                EventId = Some.Id(i),
                Event = EventJson.Write(Intake.Take(auditEvent)),
                WrittenAt = Some.Time
            });
            Assert.Equal(expected[i], Shape.Json(row));
        }

        Assert.Equal(0, recorder.Drops.Total);
        Assert.Equal(
            expected,
            SpoolHouse.Scan(spool).Select(record => Shape.Json(EventJson.Reread(Encoding.UTF8.GetBytes(SpoolHouse.Read(spool, record))))));
        Assert.Equal(expected, fake.Events.Select(Shape.Json)); // Sent twice under one id: there once.
    }

    [Fact]
    public void The_end_of_an_operation_is_recorded_whatever_it_is_called()
    {
        foreach (var real in RealWorld.Events.Where(e => e.Event.Outcome.Error is not null || e.Event.Outcome.Code is not null))
        {
            var (fake, outcome) = (new FakeAuditLog(), real.Event.Outcome);
            fake.Begin(Shape.Bare).Fail(outcome.Error, outcome.Code);
            Assert.Equal(AuditResult.Failure, Assert.Single(fake.Events).Outcome.Result);
        }
    }

    // At a mark anything may differ, and within it.
    private static void Same(JsonElement before, JsonElement after, string pointer, HashSet<string> marks)
    {
        if (marks.Contains(pointer))
        {
            return;
        }

        Assert.Equal(before.ValueKind, after.ValueKind);
        if (before.ValueKind == JsonValueKind.Object)
        {
            var (old, now) = (
                before.EnumerateObject().Where(m => !marks.Contains(pointer + JsonPointer.Of(m.Name))).ToList(),
                after.EnumerateObject().Where(m => !marks.Contains(pointer + JsonPointer.Of(m.Name))).ToList());
            var renamed = after.EnumerateObject().Any(m => marks.Contains(pointer + JsonPointer.Of(m.Name)));
            Assert.True(renamed || old.Select(m => m.Name).SequenceEqual(now.Select(m => m.Name)), pointer);
            var names = old.ToLookup(m => m.Name, m => m.Value);
            now.ForEach(m => Same(names[m.Name].First(), m.Value, pointer + JsonPointer.Of(m.Name), marks));
        }
        else if (before.ValueKind == JsonValueKind.Array)
        {
            Assert.Equal(before.GetArrayLength(), after.GetArrayLength());
            foreach (var (i, (old, now)) in before.EnumerateArray().Zip(after.EnumerateArray()).Index())
            {
                Same(old, now, $"{pointer}/{i}", marks);
            }
        }
        else
        {
            Assert.Equal(before.GetRawText(), after.GetRawText());
        }
    }
}
