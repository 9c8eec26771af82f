using System.Globalization;
using System.Net;
using System.Text;

namespace Cairn.Contracts;

public abstract partial class AuditReaderContract
{
    private static readonly string[] Texts = ["Grüße", "gru\u0308sse an Zoe\u0308", "100% sure", "1000", "a_b", "axb", @"c:\temp", "two  words", "öl (paren) -x OR", "loginx"];
    private static readonly IPAddress[] CameFrom = [.. ((string[])["192.0.2.1", "192.0.2.200", "192.0.3.1", "2001:db8::1", "2001:db8:ffff::1"]).Select(IPAddress.Parse)];

    [Fact]
    [Trait("Row", "asking")]
    public async Task A_nested_query_and_its_text_find_what_a_look_at_each_event_finds()
    {
        await using var log = await ReadLog.MakeAsync(Open());
        var random = new Random(2026);
        var (events, _) = await log.AddAsync([.. Enumerable.Range(0, 90).Select(_ => Told(random))]);
        var queries = new QueryTexts(random);
        for (var i = 0; i < 400; i++)
        {
            var query = queries.Next() with { PageSize = 1 + random.Next(40) };
            var parsed = AuditQuery.Parse(query.Format()) with { Order = query.Order, PageSize = query.PageSize };
            Assert.Equal(parsed.Format(), AuditQuery.Parse(parsed.Format()).Format());
            var readings = Names(query);
            var expected = events.Select((e, at) => (Event: e, Index: (long)at))
                .Where(e => (readings || !e.Event.Action.StartsWith("audit_log.", StringComparison.Ordinal)) && Fits(e.Event, e.Index, query))
                .Select(e => e.Index).ToList();
            foreach (var asked in (AuditQuery[])[query, parsed])
            {
                var found = await log.IndexesAsync(asked);
                Assert.True(
                    expected.SequenceEqual(found.Order()),
                    $"{i}: {query.Format()} expected {string.Join(' ', expected)}, found {string.Join(' ', found.Order())}");
                Assert.Equal(new(expected.Count, false), await log.Reader.CountAsync(asked, 1_000, Cancel));
            }
        }
    }

    [Theory]
    [InlineData("Grüße", 0)]
    [InlineData("GRU\u0308ße", 0)]
    [InlineData("grüsse zoë", 1)]
    [InlineData("\"grüsse an\"", 1)]
    [InlineData("zo*", 1)]
    [InlineData("zo")]
    [InlineData("100%", 2)]
    [InlineData("100*", 2, 3)]
    [InlineData("a_b", 4)]
    [InlineData(@"c:\temp", -1)]
    [InlineData(@"""c:\temp""", 6)]
    [InlineData("\\", 6)]
    [InlineData("%", 2)]
    [InlineData("\"two words\"", 7)]
    [InlineData("words two", 7)]
    [InlineData("login")]
    [InlineData("\"(paren)\" \"-x\" \"OR\"", 8)]
    public async Task Words_are_looked_for_as_people_read(string text, params int[] expected)
    {
        await using var log = await ReadLog.MakeAsync(Open());
        await log.AddAsync([.. Texts.Select(t => new AuditEvent { Action = "door.opened", Reason = t })]);
        if (expected is [-1])
        {
            Assert.Throws<AuditQueryException>(() => AuditQuery.Parse(text));
            return;
        }

        Assert.Equal(expected.Select(e => (long)e), (await log.IndexesAsync(AuditQuery.Parse(text))).Order());
    }

    [Fact]
    public async Task Readings_are_left_out_unless_they_are_asked_for_and_are_no_gaps()
    {
        await using var log = await ReadLog.MakeAsync(Open());
        await log.AddAsync([.. Enumerable.Range(0, 9).Select(i => new AuditEvent { Action = i % 3 == 1 ? "audit_log.viewed" : "door.opened" })]);
        Forget(log.Identity, new(5, 6));
        var page = await log.Reader.GetPageAsync(new(), null, Cancel);
        Assert.Equal([8, 6, 3, 2, 0], page.Entries.Select(e => e.Index));
        Assert.Equal([new(5, 5, false)], page.Gaps);
        Assert.Equal(new(5, false), await log.Reader.CountAsync(new(), 100, Cancel));
        Assert.Equal(8, (await log.IndexesAsync(new() { IncludesReadings = true })).Count);
        Assert.Equal([7, 4, 1], await log.IndexesAsync(AuditQuery.Parse("action:audit_log.*")));
        Assert.Equal([7, 4, 1], await log.IndexesAsync(AuditQuery.Parse("action:a* readings:yes")));
        Assert.Empty(await log.IndexesAsync(AuditQuery.Parse("action:a*")));
    }

    [Fact]
    public async Task How_long_ago_counts_from_the_first_page_on()
    {
        await using var log = await ReadLog.MakeAsync(Open());
        await log.AddAsync([.. Enumerable.Range(0, 10).Select(_ => new AuditEvent { Action = "door.opened" })]);
        var query = AuditQuery.Parse("since:5s") with { PageSize = 2 };
        var first = await log.Reader.GetPageAsync(query, null, Cancel);
        await log.AddAsync([.. Enumerable.Range(0, 5).Select(_ => new AuditEvent { Action = "door.opened" })]);
        var (indexes, cursor) = (first.Entries.Select(e => e.Index).ToList(), first.Next);
        while (cursor is not null)
        {
            var page = await log.Reader.GetPageAsync(query, cursor, Cancel);
            indexes.AddRange(page.Entries.Select(e => e.Index));
            cursor = page.Next;
        }

        Assert.Equal([9, 8, 7, 6, 5, 4], indexes);
        Assert.Equal("since:5s", AuditQuery.Parse("since:5s").Format());
    }

    private static AuditEvent Told(Random random) => Any(random) with
    {
        Action = One(random, [.. Actions, "audit_log.viewed"]),
        Reason = random.Next(2) == 0 ? One(random, Texts) : null,
        Metadata = random.Next(3) == 0 ? [new("note", One(random, Texts)), new("n", random.Next(2) == 0 ? 50 : 500)] : [],
        Context = new()
        {
            Source = One(random, Sources),
            RequestId = One(random, Requests),
            OperationId = One<string?>(random, ["op 1", "o2", null]),
            Ip = random.Next(4) == 0 ? null : One(random, CameFrom).ToString(),
        },
    };

    private static bool Names(AuditQuery q) =>
        q.IncludesReadings || q.Actions.Any(a => a.StartsWith("audit_log", StringComparison.Ordinal)) || q.AllOf.Concat(q.AnyOf).Any(Names);

    private static bool Fits(AuditEvent e, long index, AuditQuery q) =>
        Holds(e, index, q with { Actor = null, Target = null, Person = null, Actions = [], Categories = [], Address = null })
        && (q.Actor is null || IsParty(e.Actor.Type, e.Actor.Id, q.Actor, isActor: true))
        && (q.Target is null || e.Targets.Any(t => IsParty(t.Type, t.Id, q.Target, isActor: false)))
        && (q.ActorType is null || e.Actor.Type == q.ActorType)
        && (q.TargetType is null || e.Targets.Any(t => t.Type == q.TargetType))
        && (q.Person is null || TookPart(e, q.Person))
        && (q.PersonName is not { } name || TookPart(e, new("", name)) || IsCalled(e.Actor, name))
        && (q.Actions.Count == 0 || q.Actions.Any(a => IsAction(e.Action, a)))
        && (q.Categories.Count == 0 || q.Categories.Contains(e.Category!)) // Every event was given one.
        && (q.OperationId is null || e.Context.OperationId == q.OperationId)
        && (q.Address is null || CameOf(e)?.Equals(q.Address.IsIPv4MappedToIPv6 ? q.Address.MapToIPv4() : q.Address) == true)
        && (q.Network is not { } network || (CameOf(e) is { } came && network.Contains(came)))
        && q.Words.All(w => HasWord(e, w))
        && q.AllOf.All(inner => Fits(e, index, inner))
        && (q.AnyOf.Count == 0 || q.AnyOf.Any(inner => Fits(e, index, inner)))
        && !q.NoneOf.Any(inner => Fits(e, index, inner));

    private static IPAddress? CameOf(AuditEvent e) => e.Context.Ip is { } ip ? IPAddress.Parse(ip) : null;

    private static bool IsAction(string action, string pattern) => pattern.EndsWith('*')
        ? action.StartsWith(pattern[..^1], StringComparison.Ordinal)
        : action == (pattern == "login" ? "auth.login_succeeded" : pattern);

    private static bool TookPart(AuditEvent e, AuditSubject person) =>
        IsParty(e.Actor.Type, e.Actor.Id, person, isActor: false) || e.Targets.Any(t => IsParty(t.Type, t.Id, person, isActor: false));

    private static bool IsCalled(AuditActor actor, string name) =>
        string.Equals(actor.Name, name, StringComparison.OrdinalIgnoreCase) || string.Equals(actor.Email, name, StringComparison.OrdinalIgnoreCase);

    // Without a type, ids that the log covers are found among persons.
    private static bool IsParty(string type, string? id, AuditSubject wanted, bool isActor) =>
        wanted.Type.Length > 0 ? type == wanted.Type && (id ?? "") == (wanted.Id ?? "")
        : (id == wanted.Id && (type != "a kind of thing" || id?.StartsWith('ü') != true)) || (isActor && id is null && type == wanted.Id && type == "system");

    // Words of each text, with what separates them.
    private static bool HasWord(AuditEvent e, string word)
    {
        string?[] texts =
        [
            e.Action, e.Category, e.Reason, "success", e.Actor.Type, e.Actor.Id, e.Context.Source, e.Context.RequestId, e.Context.OperationId,
            e.Context.Ip, .. e.Targets.SelectMany(t => (string?[])[t.Type, t.Id, t.Name]), .. e.Metadata.Select(m => m.Key),
            .. e.Metadata.Select(m => m.Value.ToString()),
        ];
        var (plain, isBeginning) = (Plain(word.TrimEnd('*')), word.EndsWith('*'));
        return texts.OfType<string>().Select(Plain).Any(t => Enumerable.Range(0, t.Length).Any(at =>
            t[at..].StartsWith(plain, StringComparison.Ordinal)
            && (at == 0 || !(char.IsLetterOrDigit(t[at]) && char.IsLetterOrDigit(t[at - 1])))
            && (isBeginning || at + plain.Length == t.Length
                || !(char.IsLetterOrDigit(t[at + plain.Length]) && char.IsLetterOrDigit(t[at + plain.Length - 1])))));
    }

    private static string Plain(string text) => string.Join(
        ' ', text.Normalize(NormalizationForm.FormC).ToUpper(CultureInfo.InvariantCulture).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
