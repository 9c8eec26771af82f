using System.Collections;
using System.Text;
using Cairn.Contracts;
using Cairn.Intake;
using Cairn.Primitives;
using Cairn.Recording;
using Cairn.Spooling;
using Cairn.Tests.Spooling;
using Microsoft.Extensions.Logging;

namespace Cairn.Tests;

public sealed class RecorderTests : IDisposable
{
    private readonly SpoolHouse house = new();
    private readonly ListLogger logger = new();
    private readonly Spool spool;
    private readonly Recorder recorder;

    public RecorderTests()
    {
        spool = SpoolHouse.Open(house.Settings with { SegmentBytes = 4 << 20 });
        recorder = NewRecorder(logger);
    }

    public static TheoryData<string> AllRefused => [.. Refused.Keys];

    public static TheoryData<string> AllShaped => [.. Shaped.Keys];

    private static Dictionary<string, Func<AuditEvent>> Refused { get; } = new(StringComparer.Ordinal)
    {
        ["no event"] = () => null!,
        ["no action"] = () => new() { Action = null! },
        ["an outcome there is not"] = () => Some.Event() with { Outcome = new((AuditResult)99) },
        ["a list that throws"] = () => Some.Event() with { Targets = new Throwing<AuditTarget>() },
        ["a list that throws memory away"] =
            () => Some.Event() with { Changes = new Throwing<AuditChange>(new InsufficientMemoryException()) },
        ["one of Cairn's own"] = () => Some.Event(action: "cairn.events_dropped"),
        ["a broken rule"] = () => Some.Event(action: "Login"),
        ["a million paths that are none"] =
            () => Some.Event() with { Personal = [.. Enumerable.Repeat(new PersonalData("no", new("user", "u1")), 1_000_000)] },
    };

    private static Dictionary<string, Func<AuditEvent>> Shaped { get; } = new(StringComparer.Ordinal)
    {
        ["no actor"] = () => Some.Event() with { Actor = null! },
        ["an actor without a type"] = () => Some.Event() with { Actor = new(null!) },
        ["no targets"] = () => Some.Event() with { Targets = null! },
        ["a target that is null"] = () => Some.Event() with { Targets = [null!] },
        ["a target without an id"] = () => Some.Event() with { Targets = [new("user", null!)] },
        ["no outcome"] = () => Some.Event() with { Outcome = null! },
        ["no context"] = () => Some.Event() with { Context = null! },
        ["a change that is null"] = () => Some.Event() with { Changes = [null!] },
        ["a change without a path"] = () => Some.Event() with { Changes = [new(null!, 1, 2)] },
        ["metadata without a name"] = () => Some.Event() with { Metadata = [new(null!, 1)] },
        ["personal data of nobody"] = () => Some.Event() with { Personal = [new("/reason", null!)] },
        ["a list that never ends"] = () => Some.Event() with { Targets = new Endless<AuditTarget>(new("user", "u1")) },
        ["metadata that never ends"] = () => Some.Event() with { Metadata = new Endless<KeyValuePair<string, AuditValue>>(new("a", 1)) },
        ["half a pair"] = () => Some.Event() with { Reason = "\uD800" },
        ["an id of another version"] = () => Some.Event() with { Id = Guid.Parse("919108f7-52d1-4320-9bac-f847db4148a8") },
        ["an id of zeros"] = () => Some.Event() with { Id = Guid.Empty },
        ["far too much text"] = () => Some.Event() with { Description = new string('x', 20 << 20) },
        ["too much text"] = () => Some.Event() with { Description = new string('é', 600_000) },
        ["too deep"] =
            () => Some.Event() with { Metadata = [new("deep", AuditValue.Trusted(new string('[', 500) + new string(']', 500)))] },
        ["half a million half pairs under a long name"] = () => Some.Event().With(
            new string('n', 1 << 20), AuditValue.Trusted($"[{string.Concat(Enumerable.Repeat("\"\uD800\",", 500_000))}1]")),
        ["a hundred thousand members of one name"] = () => Some.Event().With(
            "o", AuditValue.Trusted($"{{{string.Concat(Enumerable.Repeat("\"a\":1,", 100_000))}\"b\":1}}")),
        ["a hundred thousand secrets as names"] = () => Some.Event().With("o", AuditValue.Trusted(
            $"{{{string.Concat(Enumerable.Repeat("\"ghp_0123456789abcdefghij0123456789abcdef\":1,", 100_000))}\"b\":1}}")),
        ["a path of a million parts"] = () =>
            Some.Event() with { Personal = [new("/metadata" + string.Concat(Enumerable.Repeat("/a", 1_000_000)), new("user", "u1"))] },
    };

    public void Dispose()
    {
        recorder.Dispose();
        spool.Dispose();
        house.Dispose();
    }

    [Fact]
    public void A_recorded_event_is_in_the_spool_as_it_was_with_id_time_and_category()
    {
        var auditEvent =
            Some.Event() with { Id = null, Metadata = [new("ticket", 4711), new("nested", AuditValue.Trusted("{\"a\":[1.50,null]}"))] };
        recorder.Record("acme", auditEvent);

        var record = Assert.Single(SpoolHouse.Scan(spool));
        Assert.Equal(("acme", 1L, SpoolKind.Event), (record.Tenant, record.Seq, record.Kind));
        var read = EventJson.Reread(Encoding.UTF8.GetBytes(SpoolHouse.Read(spool, record)));
        Assert.Equal((record.Id, house.Clock.GetUtcNow()), (read.Id!.Value, read.OccurredAt!.Value));
        var expected = auditEvent with
        {
            Id = record.Id,
            OccurredAt = house.Clock.GetUtcNow(),
            Category = ActionCatalog.Standard.Find(auditEvent.Action)?.Category
        };
        Assert.Equal(EventJson.Write(expected), EventJson.Write(read));
    }

    [Fact]
    public void A_moment_finer_than_a_microsecond_is_kept_to_the_microsecond()
    {
        recorder.Record("acme", Some.Event(occurredAt: Some.Time.AddTicks(7)));
        var read = EventJson.Reread(Encoding.UTF8.GetBytes(SpoolHouse.Read(spool, SpoolHouse.Scan(spool)[0])));
        Assert.Equal(RfcTime.Truncate(Some.Time.AddTicks(7)), read.OccurredAt);
    }

    [Fact]
    public void What_the_event_says_itself_stands()
    {
        var auditEvent = Some.Event(occurredAt: Some.Time.AddDays(-1)) with { Category = "billing", Action = "role_change.done" };
        recorder.Record("acme", auditEvent);
        Assert.Equal(
            EventJson.Write(auditEvent),
            EventJson.Write(EventJson.Reread(Encoding.UTF8.GetBytes(SpoolHouse.Read(spool, SpoolHouse.Scan(spool)[0])))));
    }

    [Fact]
    public void No_secret_reaches_the_disk_or_the_log()
    {
        recorder.Record("acme", Some.Event() with { Metadata = [new("password", "hunter2-hunter2")] });
        recorder.Record("acme", Some.Event(action: "Wrong") with
        {
            Metadata = [new("ghp_0123456789abcdefghij0123456789abcdef", 1), new("ghp_0123456789abcdefghij0123456789abcdef", 2)]
        });
        recorder.Record(
            "acme", Some.Event() with { Targets = new Throwing<AuditTarget>(new InvalidOperationException("hunter2-hunter2")) });

        Assert.Equal(3, SpoolHouse.Scan(spool).Count);
        Assert.DoesNotContain(
            "hunter2", string.Concat(house.Segments().Select(File.ReadAllText).Concat(logger.Lines)), StringComparison.Ordinal);
        Assert.DoesNotContain("ghp_0123", string.Concat(logger.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AllRefused))]
    public void Whatever_is_wrong_with_an_event_the_application_goes_on(string name)
    {
        recorder.Record("acme", Refused[name]());
        recorder.Record("acme", Some.Event());

        Assert.Equal(0, recorder.Drops.Total);
        var records = SpoolHouse.Scan(spool);
        Assert.Equal([SpoolKind.Refused, SpoolKind.Event], records.Select(r => r.Kind).ToArray());
        Assert.Single(logger.Lines, line => line.StartsWith("Error: An audit event was refused and set aside", StringComparison.Ordinal));
        var refused = RefusedEvent.Read(Encoding.UTF8.GetBytes(SpoolHouse.Read(spool, records[0])));
        Assert.NotEmpty(refused.Reason);
        Assert.Contains(nameof(RecorderTests), refused.Caller, StringComparison.Ordinal);
        Assert.Equal((byte)'{', refused.Event.Span[0]);
        Assert.All(logger.Lines, line => Assert.False(line.Contains('\n') || line.Length > 1_300));
    }

    [Theory]
    [MemberData(nameof(AllShaped))]
    public void Whatever_shape_an_event_has_it_is_kept_with_its_facts(string name)
    {
        recorder.Record("acme", Shaped[name]());

        Assert.Equal(0, recorder.Drops.Total);
        Assert.Empty(logger.Lines);
        var json = Encoding.UTF8.GetBytes(SpoolHouse.Read(spool, Assert.Single(SpoolHouse.Scan(spool))));
        var read = EventJson.Reread(json);
        Assert.Equal("member.removed", read.Action);
        Assert.Equal(json, EventJson.Write(read));
    }

    [Fact]
    public void The_largest_event_there_may_be_comes_out_again()
    {
        var large = Some.BareEvent() with
        {
            Id = null,
            Metadata = [.. Enumerable.Range(0, 5).Select(i => KeyValuePair.Create($"m{i}", (AuditValue)new string('x', 209_000)))]
        };
        large = large with { Description = new string('x', EventLimits.Bytes - EventJson.Write(large with { Description = "" }).Length) };
        recorder.Record("acme", large);
        Assert.Equal(0, recorder.Drops.Total);
        var read = EventJson.Reread(Encoding.UTF8.GetBytes(SpoolHouse.Read(spool, SpoolHouse.Scan(spool)[0])));
        Assert.Equal((large.Description, 0), (read.Description, read.Shaped.Count));
    }

    [Fact]
    public void Ids_are_version_seven_ascend_with_the_clock_and_never_meet()
    {
        var scratch = new RecordScratch(Some.Fill());
        var ids = Enumerable.Range(0, 10_000).Select(i => scratch.NewId(Some.Time.AddTicks(i * 10))).ToList();
        Assert.All(ids, id => Assert.True(id.Version == 7 && id.Variant is >= 8 and <= 11));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal(ids.Select(id => id.ToString()[..18]).Order(StringComparer.Ordinal), ids.Select(id => id.ToString()[..18]));
        Assert.Equal(Guid.CreateVersion7(Some.Time).ToString()[..13], ids[0].ToString()[..13]);
    }

    [Fact]
    public void Drops_are_counted_by_tenant_and_reason_and_told_once_in_a_while()
    {
        using var small = SpoolHouse.Open(house.Settings with { Folder = house.Folder + "2", Cap = 4_096, SegmentBytes = 2_048 });
        using var full = new Recorder(new EventIntake(ActionCatalog.Standard), small, house.Clock, Some.Fill(), logger);
        for (var i = 0; i < 500; i++)
        {
            full.Record(i % 2 == 0 ? "acme" : "other", Some.Event(id: i));
        }

        var kept = SpoolHouse.Scan(small).Count;
        Assert.Equal(500 - kept, full.Drops.Total);
        var dropped = full.Drops.Take();
        Assert.Equal(["acme", "other"], dropped.Select(d => d.Tenant).Order());
        Assert.All(dropped, d => Assert.Equal("spool_full", d.Why));
        Assert.Equal(500 - kept, dropped.Sum(d => d.Count));
        Assert.Empty(full.Drops.Take());
        full.Drops.PutBack(dropped[0]);
        Assert.Equal(dropped[0], Assert.Single(full.Drops.Take()));

        Assert.Single(logger.Lines);
        house.Clock.Advance(TimeSpan.FromSeconds(11));
        full.Record("acme", Some.Event(id: 501));
        Assert.Contains(
            logger.Lines,
            line => line.EndsWith(
                $"Further audit events were dropped since the last message of that, the spool is full: {500 - kept - 1}",
                StringComparison.Ordinal));
        Assert.Contains("(0 more dropped since the last message)", logger.Lines.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void After_it_was_closed_events_are_dropped_and_counted()
    {
        spool.Dispose();
        recorder.Record("acme", Some.Event());
        Assert.Equal(1, recorder.Drops.Total);
        Assert.False(recorder.Drops.Any); // The log can be told nothing any more.
        Assert.Contains("the audit log is closed", Assert.Single(logger.Lines), StringComparison.Ordinal);

        recorder.Record("acme", Some.Event(action: "Wrong"));
        Assert.Equal(2, recorder.Drops.Total);
        Assert.False(recorder.Drops.Any);
    }

    [Fact]
    public void A_logger_that_throws_is_not_the_callers_trouble()
    {
        using var mute = NewRecorder(new ThrowingLogger());
        mute.Record("acme", Some.Event(action: "Wrong"));
        mute.Record("acme", null!);
        mute.Record(null!, Some.Event());
        mute.Record("no tenant", Some.Event());
        Assert.Equal(2, mute.Drops.Total); // Those without a tenant: nobody's log can be told of them.
        Assert.Empty(mute.Drops.Take());
        Assert.Equal(2, SpoolHouse.Scan(spool).Count);
    }

    [Fact]
    public void An_event_costs_its_caller_at_most_a_kibibyte()
    {
        var events = Enumerable.Range(0, 2_000)
            .Select(i => Some.Event(id: i) with { Id = null, Changes = [new("/role", "user", "operator")] }).ToArray();
        Array.ForEach(events, e => recorder.Record("acme", e));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Array.ForEach(events, e => recorder.Record("acme", e));
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / events.Length, 0, 1024);
    }

    private Recorder NewRecorder(ILogger log) => new(new EventIntake(ActionCatalog.Standard), spool, house.Clock, Some.Fill(), log);

    private sealed class Throwing<T>(Exception? exception = null) : IReadOnlyList<T>
    {
        public int Count => 3;

        public T this[int index] => throw (exception ?? new InvalidOperationException("The list is not there any more."));

        public IEnumerator<T> GetEnumerator() => throw (exception ?? new InvalidOperationException());

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class Endless<T>(T item) : IReadOnlyList<T>
    {
        public int Count => int.MaxValue;

        public T this[int index] => item;

        public IEnumerator<T> GetEnumerator()
        {
            while (true)
            {
                yield return item;
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class ThrowingLogger : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException();
    }
}
