using System.Net;

namespace Cairn.Contracts;

public abstract partial class AuditReaderContract
{
    private static readonly string[] Actions = ["auth.login", "auth.logout", "member.removed", "authority.given"];
    private static readonly string[] Categories = ["security", "Not A Word", "general"];
    private static readonly string[] Sources = ["web", "back office", "bo@example.com"];
    private static readonly string?[] Requests = ["r1", "a request", null];
    private static readonly string?[] Addresses = ["192.0.2.1", "192.0.2.2", "2001:db8::1", null];
    private static readonly AuditResult[] Results = [AuditResult.Success, AuditResult.Failure, AuditResult.Denied];

    [Fact]
    public async Task A_query_finds_what_was_reported_so_whatever_the_log_has_in_its_place()
    {
        await using var log = await ReadLog.MakeAsync(Open());
        var random = new Random(12);
        var (events, receipts) = await log.AddAsync([.. Enumerable.Range(0, 90).Select(_ => Any(random))]);
        for (var i = 0; i < 80; i++)
        {
            var query = AnyQuery(random, events);
            var held = events.Select((e, n) => (Event: e, Index: (long)n)).Where(e => Holds(e.Event, e.Index, query));
            var isByTime = query is { Actor: null or { Id: null }, Target: null, Person: null, Actions: [], Categories: [], Address: null }
                && (query.Outcomes.Count == 0 || query.Outcomes.Contains(AuditResult.Success))
                && (query.OccurredFrom ?? query.OccurredUntil) is not null;
            List<long> expected = [.. (isByTime ? held.OrderBy(e => e.Event.OccurredAt).ThenBy(e => e.Index) : held.OrderBy(e => e.Index))
                .Select(e => e.Index)];
            if (query.Order == AuditOrder.NewestFirst)
            {
                expected.Reverse();
            }

            var found = await log.IndexesAsync(query);
            Assert.True(
                expected.SequenceEqual(found),
                $"{query}, {string.Join(' ', query.Actions)}, {string.Join(' ', query.Categories)}, {string.Join(' ', query.Outcomes)}: expected {string.Join(' ', expected)}, found {string.Join(' ', found)}");
            Assert.Equal(new(expected.Count, false), await log.Reader.CountAsync(query, 1_000, Cancel));
        }

        Assert.Equal(90, receipts.Count);
    }

    [Fact]
    public async Task Counting_ends_where_it_is_told_to()
    {
        await using var log = await ReadLog.MakeAsync(Open());
        await log.AddAsync([.. Enumerable.Range(0, 12).Select(_ => new AuditEvent { Action = "door.opened" })]);
        Assert.Equal(new(10, true), await log.Reader.CountAsync(new(), 10, Cancel));
        Assert.Equal(new(12, false), await log.Reader.CountAsync(new(), 12, Cancel));
        Assert.Equal(new(12, false), await log.Reader.CountAsync(new(), long.MaxValue, Cancel));
        Assert.Equal(new(0, true), await log.Reader.CountAsync(new(), 0, Cancel));
    }

    [Fact]
    public async Task Pages_go_on_where_they_ended_while_entries_come_in()
    {
        await using var log = await ReadLog.MakeAsync(Open());
        await log.AddAsync([.. Enumerable.Range(0, 9).Select(_ => new AuditEvent { Action = "door.opened" })]);
        var query = new AuditQuery { Actions = ["door.*"], PageSize = 4 };
        var first = await log.Reader.GetPageAsync(query, null, Cancel);
        await log.AddAsync(new AuditEvent { Action = "door.opened" });
        var second = await log.Reader.GetPageAsync(query with { PageSize = 5 }, first.Next, Cancel);
        Assert.Equal([8, 7, 6, 5, 4, 3, 2, 1, 0], first.Entries.Concat(second.Entries).Select(e => e.Index));
    }

    [Fact]
    public async Task A_cursor_is_good_for_its_own_query_and_log_alone()
    {
        await using var log = await ReadLog.MakeAsync(Open());
        await log.AddAsync([.. Enumerable.Range(0, 5).Select(_ => new AuditEvent { Action = "door.opened" })]);
        var query = new AuditQuery { PageSize = 2 };
        var cursor = (await log.Reader.GetPageAsync(query, null, Cancel)).Next!; // Three are left.
        Assert.Equal([2, 1], (await log.Reader.GetPageAsync(query, cursor, Cancel)).Entries.Select(e => e.Index));
        foreach (var other in (AuditQuery[])[
            query with { Actions = ["door.opened"] },
            query with { Order = AuditOrder.OldestFirst },
            query with { Source = "" },
            query with { IndexFrom = 0 },
            query with { Actor = new("user") }])
        {
            await RefusedAsync(other, cursor);
        }

        foreach (var bad in (string[])[
            "", "x", cursor[..^1], cursor + "A", "B" + cursor[1..], cursor[..4] + (cursor[4] == 'A' ? 'B' : 'A') + cursor[5..]
        ])
        {
            await RefusedAsync(query, bad);
        }

        var tenant = await log.Store.CreateLogAsync(Some.Log("other"), Cancel);
        await Assert.ThrowsAsync<ArgumentException>(
            () => Cairn.Reading.LogReader.OfLog(log.Store, tenant, Settings).GetPageAsync(query, cursor, Cancel));

        async Task RefusedAsync(AuditQuery asked, string with) =>
            Assert.Contains(
                "cursor",
                (await Assert.ThrowsAsync<ArgumentException>(() => log.Reader.GetPageAsync(asked, with, Cancel))).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_breaks_a_rule_is_refused_with_words()
    {
        await using var log = await ReadLog.MakeAsync(Open());
        foreach (var (query, words) in ((AuditQuery, string)[])[
            (new() { PageSize = 0 }, "PageSize"),
            (new() { PageSize = 1_001 }, "PageSize"),
            (new() { Actions = ["a*b"] }, "Actions"),
            (new() { Actions = [""] }, "Actions"),
            (new() { Order = (AuditOrder)7 }, "Order"),
            (new() { Outcomes = [(AuditResult)9] }, "Outcomes"),
            (new() { Person = new("user") }, "Person")])
        {
            Assert.Contains(
                words,
                (await Assert.ThrowsAsync<ArgumentException>(() => log.Reader.GetPageAsync(query, null, Cancel))).Message,
                StringComparison.Ordinal);
            await Assert.ThrowsAsync<ArgumentException>(() => log.Reader.CountAsync(query, 10, Cancel));
        }
    }

    private static AuditEvent Any(Random random) => new AuditEvent
    {
        Action = One(random, Actions),
        Category = One(random, Categories),
        OccurredAt = random.Next(3) == 0 ? Some.Time.AddDays(-random.Next(20)) : null,
        Outcome = new(One(random, Results)),
        Context = new() { Source = One(random, Sources), RequestId = One(random, Requests), Ip = One(random, Addresses) },
    }.By(AnyActor(random)).On("door", $"d{random.Next(3)}").On("user", $"ü{random.Next(3)}");

    private static AuditActor AnyActor(Random random) => random.Next(4) switch
    {
        0 => new("phone", $"+4917000{random.Next(3)}"),
        1 => new("user", $"bo{random.Next(3)}@example.com"),
        2 => new("system"),
        _ => new("a kind of thing", $"ü{random.Next(3)}"),
    };

    private static AuditQuery AnyQuery(Random random, List<AuditEvent> events)
    {
        var some = events[random.Next(events.Count)];
        return new()
        {
            Actor = Rarely(random, new AuditSubject(some.Actor.Type, some.Actor.Id)),
            Target = Rarely(random, new AuditSubject("user", $"ü{random.Next(4)}")),
            Person = Rarely(random, new AuditSubject(random.Next(2) == 0 ? "user" : "phone", some.Actor.Id ?? "ü1")),
            Actions = random.Next(4) == 0 ? [One(random, [.. Actions, "auth.*", "auth*", "nothing.*"])] : [],
            Categories = random.Next(5) == 0 ? [One(random, Categories)] : [],
            Outcomes = random.Next(4) == 0 ? [.. Results.Take(1 + random.Next(3))] : [],
            Source = Rarely(random, One(random, Sources)),
            RequestId = Rarely(random, One(random, Requests)),
            Address = random.Next(5) == 0 ? IPAddress.Parse(One(random, Addresses) ?? "192.0.2.9") : null,
            OccurredFrom = random.Next(5) == 0 ? some.OccurredAt : null,
            OccurredUntil = random.Next(5) == 0 ? Some.Time.AddDays(-random.Next(20)) : null,
            RecordedFrom = random.Next(6) == 0 ? Some.Time.AddSeconds(random.Next(60)) : null,
            RecordedUntil = random.Next(6) == 0 ? Some.Time.AddSeconds(30 + random.Next(60)) : null,
            IndexFrom = random.Next(6) == 0 ? random.Next(40) : null,
            IndexUntil = random.Next(6) == 0 ? 20 + random.Next(80) : null,
            Order = (AuditOrder)random.Next(2),
            PageSize = 1 + random.Next(30),
        };
    }

    // On the events as they were reported: nothing is known here of leaves. Each was recorded a second after the one before.
    private static bool Holds(AuditEvent e, long index, AuditQuery q)
    {
        var recordedAt = Some.Time.AddSeconds(index + 1);
        return (q.Actor is null || Is(e.Actor.Type, e.Actor.Id, q.Actor))
            && (q.Target is null || e.Targets.Any(t => Is(t.Type, t.Id, q.Target)))
            && (q.Person is null || Is(e.Actor.Type, e.Actor.Id, q.Person) || e.Targets.Any(t => Is(t.Type, t.Id, q.Person)))
            && (q.Actions is not [var action]
                || (action.EndsWith('*') ? e.Action.StartsWith(action[..^1], StringComparison.Ordinal) : e.Action == action))
            && (q.Categories is not [var category] || e.Category == category)
            && (q.Outcomes.Count == 0 || q.Outcomes.Contains(e.Outcome.Result))
            && (q.Source is null || e.Context.Source == q.Source)
            && (q.RequestId is null || e.Context.RequestId == q.RequestId)
            && (q.Address is null || e.Context.Ip == q.Address.ToString())
            && !(e.OccurredAt < q.OccurredFrom)
            && !(e.OccurredAt >= q.OccurredUntil)
            && !(recordedAt < q.RecordedFrom)
            && !(recordedAt >= q.RecordedUntil)
            && !(index < q.IndexFrom)
            && !(index >= q.IndexUntil);
    }

    private static bool Is(string? type, string? id, AuditSubject subject) => type == subject.Type && id == subject.Id;

    private static T? Rarely<T>(Random random, T? value)
        where T : class => random.Next(5) == 0 ? value : null;

    private static T One<T>(Random random, T[] of) => of[random.Next(of.Length)];
}
