using Cairn.Entries;
using Cairn.Events;
using Cairn.Stores;
using Cairn.Testing;

namespace Cairn.Postgres.Tests;

/// <summary>Against the same entries in memory, filtered and sorted by the book.</summary>
public sealed class EntryPagesTests : IAsyncLifetime
{
    private const int Count = 400;
    private static readonly DateTimeOffset Start = new(2030, 11, 20, 6, 0, 0, TimeSpan.Zero);
    private static readonly AuditSubject Phone = new("phone", "+491700000003");
    private static readonly string[] Actions = ["door.opened", "door.closed", "member.removed", "invoice.paid"];

    private TestDatabase database = null!; // Made before each test.
    private PostgresStore store = null!; // Made before each test.
    private PostgresDatabase connections = null!; // Made before each test.
    private LogIdentity log = null!; // Made before each test.
    private List<SealedEntry> entries = null!; // Made before each test.

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Filters => [.. Named.Keys];

    private static Dictionary<string, EntryFilter> Named { get; } = new()
    {
        ["everything"] = new(),
        ["actor"] = new() { Actor = new("user", "u2") },
        ["actor of another type"] = new() { Actor = new("service", "u2") },
        ["nobody"] = new() { Actor = new("user", "u999") },
        ["target"] = new() { Target = new("door", "d1") },
        ["target named twice"] = new() { Target = new("door", "d0") },
        ["person by phone"] = new() { Person = Phone },
        ["person by an id that is not personal, as actor and target"] = new() { Person = new("user", "u1") },
        ["person whom nobody knows"] = new() { Person = new("phone", "+49999999999") },
        ["action"] = new() { Action = "member.removed" },
        ["category"] = new() { Category = "finance" },
        ["success"] = new() { Outcome = AuditResult.Success },
        ["failure"] = new() { Outcome = AuditResult.Failure },
        ["denied"] = new() { Outcome = AuditResult.Denied },
        ["unfinished, of which there is none"] = new() { Outcome = AuditResult.Unfinished },
        ["from"] = new() { From = Start.AddDays(20) },
        ["until"] = new() { Until = Start.AddDays(20) },
        ["time"] = new() { From = Start.AddDays(10), Until = Start.AddDays(40) },
        ["time of successes"] = new() { From = Start.AddDays(10), Until = Start.AddDays(40), Outcome = AuditResult.Success },
        ["actor and time"] = new() { Actor = new("user", "u1"), From = Start.AddDays(5), Until = Start.AddDays(60) },
        ["target, action and failure"] = new() { Target = new("door", "d1"), Action = "door.opened", Outcome = AuditResult.Failure },
        ["person, category and target"] = new() { Person = new("user", "u1"), Category = "general", Target = new("door", "d2") },
        ["action, actor and category"] = new() { Action = "door.opened", Actor = new("user", "u0"), Category = "general" },
    };

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        var login = await database.LoginAsync("writer", "keeper");
        (store, connections) = (await TestDatabase.OpenAsync(login), new(TestDatabase.Source(login), ownsSource: true));
        log = await store.CreateLogAsync(Some.Log(), Cancel);
        entries = Entries(log, seed: 1);
        var other = await store.CreateLogAsync(Some.Log("other"), Cancel);
        await store.AppendAsync(other, Entries(other, seed: 2), Cancel);
        await store.AppendAsync(log, entries, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await connections.DisposeAsync();
        await store.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Pages_hold_what_the_filter_asks_newest_first_and_nothing_twice(string name)
    {
        var expected = Expected(Named[name]);
        foreach (var size in (int[])[1, 7, 50, 1000])
        {
            Assert.Equal(expected, await IndexesAsync(Named[name], size));
        }
    }

    [Fact]
    public async Task Entries_of_a_page_are_whole()
    {
        var page = await new EntryPages(store, connections).ReadAsync(log, new() { Action = "door.opened" }, null, 20, Cancel);
        foreach (var entry in page.Entries)
        {
            var read = Assert.Single(await store.ReadEntriesAsync(log, entry.Index, 1, Cancel));
            Assert.Equal(read.Leaf.ToArray(), entry.Leaf.ToArray());
            Assert.Equal((read.StoredAt, read.Columns), (entry.StoredAt, entry.Columns));
            Assert.Equal(read.Targets, entry.Targets);
            Assert.Equal(read.Disclosures.Select(d => (d.Name, d.Subject, d.Class)), entry.Disclosures.Select(d => (d.Name, d.Subject, d.Class)));
            Assert.Equal(read.EventDigest!.Value.ToArray(), entry.EventDigest!.Value.ToArray());
        }
    }

    [Fact]
    public async Task What_is_appended_meanwhile_moves_no_page()
    {
        var pages = new EntryPages(store, connections);
        var first = await pages.ReadAsync(log, new() { Action = "door.opened" }, null, 10, Cancel);
        await store.AppendAsync(log, [Some.Entry(log, Some.BareEvent(9_999), 9_999, Start.AddDays(300))], Cancel);
        var second = await pages.ReadAsync(log, new() { Action = "door.opened" }, first.Next, 10, Cancel);
        Assert.Equal(Expected(new() { Action = "door.opened" }).Take(20), first.Entries.Concat(second.Entries).Select(e => e.Index));
    }

    [Fact]
    public async Task A_reader_gets_pages_of_what_the_policies_show_it()
    {
        var login = await database.LoginAsync("reader");
        await database.RunAsync($"INSERT INTO cairn.access VALUES ('{new Npgsql.NpgsqlConnectionStringBuilder(login).Username}', 'member', '{log.Tenant}', 'u2')");
        await using var narrow = new PostgresDatabase(TestDatabase.Source(login), ownsSource: true);
        var pages = new EntryPages(store, narrow);
        var own = await pages.ReadAsync(log, new() { Action = "door.opened" }, null, 1000, Cancel);
        Assert.Equal(Expected(new() { Action = "door.opened" }).Where(i => entries[(int)i].Leaf.Actor.Id == "u2"), own.Entries.Select(e => e.Index));
        Assert.NotEmpty(own.Entries);
        Assert.All(own.Entries, e => Assert.NotEmpty(e.Targets));
    }

    private async Task<List<long>> IndexesAsync(EntryFilter filter, int size)
    {
        var pages = new EntryPages(store, connections);
        var indexes = new List<long>();
        EntryCursor? at = null;
        do
        {
            var page = await pages.ReadAsync(log, filter, at, size, Cancel);
            Assert.True(page.Next is null || page.Entries.Count == size);
            indexes.AddRange(page.Entries.Select(e => e.Index));
            at = page.Next;
        }
        while (at is not null);
        return indexes;
    }

    private List<long> Expected(EntryFilter filter)
    {
        var held = entries.Select((e, i) => (e.Leaf, Index: (long)i)).Where(e => Holds(e.Leaf, filter));
        var byTime = filter is { Actor: null, Target: null, Person: null, Action: null, Category: null, Outcome: null or AuditResult.Success } && (filter.From ?? filter.Until) is not null;
        return [.. (byTime ? held.OrderByDescending(e => e.Leaf.OccurredAt).ThenByDescending(e => e.Index) : held.OrderByDescending(e => e.Index)).Select(e => e.Index)];
    }

    private static bool Holds(Leaf leaf, EntryFilter filter)
    {
        var person = filter.Person is { Type: "phone", Id: { } number } ? new LeafParty("phone", Name(number)) : filter.Person is { } other ? new(other.Type, other.Id) : null;
        return (filter.Actor is not { } actor || leaf.Actor == new LeafParty(actor.Type, actor.Id))
            && (filter.Target is not { } target || leaf.Targets.Contains(new(target.Type, target.Id)))
            && (person is null || leaf.Actor == person || leaf.Targets.Contains(person))
            && (filter.Action is null || leaf.Action == filter.Action)
            && (filter.Category is null || leaf.Category == filter.Category)
            && (filter.Outcome is null || leaf.Result == filter.Outcome)
            && (filter.From is null || leaf.OccurredAt >= filter.From)
            && (filter.Until is null || leaf.OccurredAt < filter.Until);
    }

    // Over four months; some happened long before they were recorded, some at the very same time.
    private static List<SealedEntry> Entries(LogIdentity log, int seed)
    {
        var random = new Random(seed);
        var sealer = new Sealer(log, PersonRules.Default, Some.Fill(seed));
        return [.. Enumerable.Range(0, Count).Select(i =>
        {
            var at = Start.AddHours(i * 6);
            var happened = Event(random, i) with { OccurredAt = random.Next(5) == 0 ? at.AddDays(-random.Next(30)) : random.Next(5) == 0 ? Start.AddDays(20) : null };
            NewSubject[] news = [.. sealer.PersonalIds(happened).Distinct().Select(p => new NewSubject(p.Lookup(log), $"{p.Type}:{Name(p.Id)}"))];
            return sealer.Seal(happened, new() { EventId = Some.Id(i + 1), RecordedAt = at, NewSubjects = news }, p => new(p.Type, Name(p.Id)));
        })];
    }

    private static AuditEvent Event(Random random, int i)
    {
        var action = Actions[random.Next(Actions.Length)];
        var (door, member) = ($"d{random.Next(4)}", $"u{random.Next(5)}");
        return new AuditEvent { Action = action, Category = action == "invoice.paid" ? "finance" : null, Id = Some.Id(i + 1) }
            .By(random.Next(6) == 0 ? new(Phone.Type, $"+49170000000{random.Next(5)}") : AuditActor.User($"u{random.Next(6)}", "Example Owner"))
            .On("door", door).On("user", member).On("door", random.Next(3) == 0 ? "d0" : door) with
        {
            Outcome = random.Next(4) switch { 0 => new(AuditResult.Failure, "jammed"), 1 => new(AuditResult.Denied), _ => AuditOutcome.Success },
        };
    }

    // A pseudonym as the directory has it; any text does.
    private static string Name(string identifier) => "~" + identifier[^9..];
}
