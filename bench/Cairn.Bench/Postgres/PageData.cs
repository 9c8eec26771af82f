using System.Globalization;
using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Postgres;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Bench;

/// <summary>
/// A log as applications have them: over fourteen months, some values on every third entry and some on one in ten thousand. Sealed with a
/// clock in the past and appended through the store, the next batch being sealed meanwhile.
/// </summary>
internal sealed class PageData
{
    public const string RareCategory = "maintenance";

    /// <summary>Whose log it is.</summary>
    public static readonly string Tenant = Some.Log().Tenant;

    public static readonly AuditSubject FrequentActor = new("user", "u0");
    public static readonly AuditSubject RareActor = new("user", "u-rare");
    public static readonly AuditSubject Phone = new("phone", "+491700000007");
    public static readonly AuditSubject FrequentTarget = new("container", "c0");
    public static readonly AuditSubject RareTarget = new("container", "c-rare");
    public static readonly AuditAction FrequentAction = StandardActions.LoginSucceeded;
    public static readonly AuditAction RareAction = StandardActions.WhitelistChanged;

    private const int Batch = 2_000;
    private static readonly AuditAction Restored = new("backup.restored", RareCategory, "{actor} restored {target}");

    private readonly Random random = new(11);
    private readonly Samples samples = new(seed: 12);
    private readonly AuditAction[] actions = [.. StandardActions.All.Where(a => a != RareAction && a != FrequentAction)];
    private readonly Dictionary<PersonalId, string> names = [];
    private readonly LogIdentity log;
    private readonly Sealer sealer;
    private readonly int entries;
    private DateTimeOffset now;

    private PageData(LogIdentity log, int entries)
    {
        (this.log, this.entries) = (log, entries);
        sealer = new(log, PersonRules.Default, random.NextBytes);
    }

    private static readonly DateTimeOffset End = DateTimeOffset.UtcNow;

    /// <summary>When the log began.</summary>
    public static DateTimeOffset Start { get; } = End.AddMonths(-14);

    public static async Task<LogIdentity> MakeAsync(BenchDatabase database, int entries)
    {
        await using var store = await PostgresStore.OpenAsync(CairnPostgres.Database(database.Login));
        return await FillAsync(store, entries);
    }

    /// <summary>The same in any store.</summary>
    public static async Task<LogIdentity> FillAsync(ILogStore store, int entries)
    {
        var log = await store.CreateLogAsync(Some.Log(), default);
        var data = new PageData(log, entries);
        var appending = Task.CompletedTask;
        for (var at = 0; at < entries; at += Batch)
        {
            var batch = data.Next(at, Math.Min(Batch, entries - at));
            await appending;
            appending = store.AppendAsync(log, batch, null, default).AsTask();
        }

        await appending;
        return log;
    }

    private SealedEntry[] Next(int from, int count)
    {
        var batch = new SealedEntry[count];
        for (var i = 0; i < count; i++)
        {
            now = Start + ((End - Start) * ((from + i + random.NextDouble()) / entries));
            batch[i] = Seal(Event(from + i));
        }

        return batch;
    }

    private AuditEvent Event(int i)
    {
        var told = Rare(i, 150, 3) ? Restored
            : Rare(i, 200, 1) ? RareAction
            : random.Next(10) < 4 ? FrequentAction
            : actions[Skewed(actions.Length)];
        var target = Rare(i, 100, 5) ? RareTarget
            : random.Next(10) == 0 ? FrequentTarget
            : new("container", Text($"c{1 + Skewed(50_000)}"));
        var happened = told.On(target.Type, target.Id).By(Actor(i)) with { Outcome = Outcome(), Context = samples.Next(i).Context };
        return happened.Because(Text($"ticket {i} of the weekly review")).Change("role", "user", "operator") with
        {
            // Some come late.
            OccurredAt = random.Next(100) == 0 ? now.AddHours(-24 * random.NextDouble()) : null,
        };
    }

    private AuditActor Actor(int i)
    {
        if (random.Next(100) == 0)
        {
            return new("phone", Text($"+4917000000{random.Next(50):00}"));
        }

        var id = Rare(i, 120, 7) ? RareActor.Id : random.Next(10) < 3 ? FrequentActor.Id : Text($"u{1 + Skewed(2_000)}");
        return new("user", id) { Name = "Example User", Email = "user@example.com", Role = "operator" };
    }

    private AuditOutcome Outcome() =>
        random.Next(100) switch { < 95 => AuditOutcome.Success, < 99 => new(AuditResult.Failure, "refused"), _ => new(AuditResult.Denied) };

    // As many in the whole log, evenly.
    private bool Rare(int i, int times, int shift) => i % (entries / times) == shift;

    // The low ones often.
    private int Skewed(int below) => (int)(below * Math.Pow(random.NextDouble(), 3));

    private SealedEntry Seal(AuditEvent happened)
    {
        var fresh = sealer.PersonalIds(happened).Where(p => !names.ContainsKey(p)).Distinct().ToArray();
        foreach (var person in fresh)
        {
            names[person] = "~" + Base64Text.Encode(Guid.NewGuid().ToByteArray());
        }

        return sealer.Seal(
            happened,
            new()
            {
                EventId = Guid.CreateVersion7(now),
                RecordedAt = now,
                NewSubjects = [.. fresh.Select(p => new NewSubject(p.Lookup(log), $"{p.Type}:{names[p]}"))],
            },
            p => new(p.Type, names[p]));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
