using Cairn.Entries;
using Cairn.Events;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Contracts;

/// <summary>
/// Entries and filters for tests of pages, the same for the same seed. Few values, so that filters find something; some things happened
/// long before they were recorded, some at the same moment.
/// </summary>
internal sealed class PageEntries(int seed)
{
    public static readonly DateTimeOffset Start = new(2030, 11, 20, 6, 0, 0, TimeSpan.Zero);

    private static readonly string[] Actions = ["door.opened", "door.closed", "member.removed", "invoice.paid", "doorbell.rang"];
    private static readonly string[] Sources = ["web", "api", "worker"];
    private static readonly string[] Categories = ["finance", "general", "nothing"];
    private static readonly AuditResult[] Results = [AuditResult.Success, AuditResult.Failure, AuditResult.Denied, AuditResult.Unfinished];

    private readonly Random random = new(seed);

    /// <summary>Entries over four months.</summary>
    public List<SealedEntry> Sealed(LogIdentity log, int count)
    {
        var sealer = new Sealer(log, PersonRules.Default, random.NextBytes);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var at = Start.AddHours(i * 2880 / count);
            var happened = Event(i) with
            {
                OccurredAt = random.Next(5) == 0 ? at.AddDays(-random.Next(30)) : random.Next(5) == 0 ? Start.AddDays(20) : null
            };
            NewSubject[] news = [.. sealer.PersonalIds(happened).Distinct().Select(
                p => new NewSubject(p.Lookup(log), $"{p.Type}:{Name(p.Id)}"))];
            return sealer.Seal(
                happened, new() { EventId = Some.Id(i + 1), RecordedAt = at, NewSubjects = news }, p => new(p.Type, Name(p.Id)));
        })];
    }

    /// <summary>A filter of a few conditions, or none, and sometimes of further ones.</summary>
    public EntryFilter Filter(LogIdentity log, int depth = 0)
    {
        var filter = Conditions(log);
        return depth > 2 || random.Next(2) == 0 ? filter : filter with
        {
            AllOf = random.Next(4) == 0 ? Inner() : [],
            AnyOf = random.Next(3) == 0 ? [.. Inner(), .. Inner()] : [],
            NoneOf = random.Next(3) == 0 ? Inner() : [],
            LeftOut = random.Next(4) == 0 ? [Action()] : [],
            InLogOrder = random.Next(3) == 0,
        };

        IReadOnlyList<EntryFilter> Inner() => [Filter(log, depth + 1)];
    }

    private EntryFilter Conditions(LogIdentity log) => new()
    {
        ActorTypes = Rarely(() => Few(() => One<string>(["user", "phone", "nobody"]))),
        TargetTypes = Rarely(() => Few(() => One<string>(["user", "room", "nobody"]))),
        Parties = Rarely(() => Few(() => random.Next(4) == 0 ? new LeafParty("", $"u{random.Next(6)}") : Party())),
        Actors = Rarely(() => Few(() => random.Next(4) switch
        {
            0 => new LeafParty("unknown", null),
            1 => new("", $"u{random.Next(6)}"),
            _ => Party(),
        })),
        Targets = Rarely(() => Few(() => random.Next(4) == 0 ? new LeafParty("room", null) : Thing())),
        Actions = Rarely(() => Few(Action)),
        Categories = Rarely(() => Few(() => One(Categories))),
        Outcomes = Rarely(() => Few(() => One(Results))),
        Networks = Rarely(() => Few(() => Network.Of(Address())!.Value.Hash(log.NewestKey(KeyPurpose.Lookup)))), // An address.
        Members = [.. new[]
        {
            Rarely(() => new LeafMember("source", Few(() => One(Sources)))),
            Rarely(() => new LeafMember("request_id", Few(Request)))
        }.OfType<LeafMember>()],
        From = random.Next(6) == 0 ? Time() : null,
        Until = random.Next(6) == 0 ? Time() : null,
        Range = random.Next(4) == 0 ? new(random.Next(200), 100 + random.Next(300)) : new(0, long.MaxValue),
        OldestFirst = random.Next(2) == 0,
    };

    private AuditEvent Event(int i)
    {
        var action = One(Actions);
        var door = $"d{random.Next(4)}";
        return new AuditEvent { Action = action, Category = action == "invoice.paid" ? "finance" : null, Id = Some.Id(i + 1) }
            .By(random.Next(6) switch
            {
                0 => new("phone", $"+49170000000{random.Next(5)}"),
                1 => AuditActor.Unknown,
                _ => AuditActor.User($"u{random.Next(5)}", "Example Owner")
            })
            .On("door", door)
            .On("user", $"u{random.Next(5)}")
            .On("door", random.Next(3) == 0 ? "d0" : door)
            .On("room", random.Next(2) == 0 ? null : "r1") with
        {
            Outcome = new(random.Next(2) == 0 ? AuditResult.Success : One(Results)),
            Context = new()
            {
                Source = random.Next(4) == 0 ? null : One(Sources),
                RequestId = Request(),
                Ip = random.Next(3) == 0 ? null : Address()
            },
        };
    }

    // A pseudonym as the directory has it; any text does.
    private static string Name(string identifier) =>
        "~" + Base64Text.Encode(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(identifier)).AsSpan(0, 16));

    private LeafParty Party() => random.Next(4) switch
    {
        0 => new("phone", Name($"+49170000000{random.Next(6)}")),
        1 => Thing(),
        _ => new("user", $"u{random.Next(6)}"),
    };

    private LeafParty Thing() => random.Next(3) == 0 ? new("user", $"u{random.Next(6)}") : new("door", $"d{random.Next(5)}");

    private ActionName Action() =>
        random.Next(4) switch { 0 => new("door", IsPrefix: true), 1 => new("door.", IsPrefix: true), _ => new(One(Actions)) };

    private string Request() => $"r{random.Next(12)}";

    private string Address() => $"192.0.{random.Next(4)}.{random.Next(3)}";

    private long Time() => RfcTime.ToMicroseconds(Start.AddDays(random.Next(120)));

    private T? Rarely<T>(Func<T> make)
        where T : class => random.Next(6) == 0 ? make() : null;

    private IReadOnlyList<T> Few<T>(Func<T> make) => [.. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => make()).Distinct()];

    private T One<T>(T[] of) => of[random.Next(of.Length)];
}
