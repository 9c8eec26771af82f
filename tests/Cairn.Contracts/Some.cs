using System.Buffers.Binary;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Manifests;
using Cairn.Merkle;
using Cairn.Primitives;

namespace Cairn.Contracts;

/// <summary>Test data, one verb each: <c>Some.Event(action: "invoice.paid")</c>. The same arguments give the same data.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Time = new FixedClock().GetUtcNow();

    /// <summary>Random bytes that are the same in every run.</summary>
    public static RandomFill Fill(int seed = 1) => new Random(seed).NextBytes;

    public static LogIdentity Log(string tenant = LogIdentity.DefaultTenant, int generation = 1, int seed = 1) =>
        LogIdentity.Create(tenant, generation, LogIdentity.DefaultPrefix, Fill(HashCodeOf(tenant, generation, seed)));

    /// <summary>Somebody who signs notes beside a log's key.</summary>
    public static NoteSigner Witness(byte seed = 200) => new("witness.example/w1", Ed25519Key.FromSeed([.. Enumerable.Repeat(seed, 32)]));

    /// <summary>A UUID of version 7 for each number.</summary>
    public static Guid Id(long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Time.ToUnixTimeMilliseconds() << 16);
        bytes[6] = 0x70;
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], number);
        bytes[8] = 0x80;
        return new(bytes, bigEndian: true);
    }

    /// <summary>An event with something in every group of disclosures.</summary>
    public static AuditEvent Event(
        string action = "member.removed",
        long id = 1,
        string actor = "u-1",
        string? reason = "left the club",
        DateTimeOffset? occurredAt = null) =>
        new()
        {
            Action = action,
            Id = Id(id),
            OccurredAt = occurredAt,
            Actor = AuditActor.User(actor, "Example Owner") with { Email = "owner@example.com" },
            Targets = [new AuditTarget("member", "m-7", "Bo Example"), new AuditTarget("club", "c-1")],
            Reason = reason,
            Context = new() { IpAddress = System.Net.IPAddress.Parse("192.0.2.7"), UserAgent = "curl/8" },
        };

    /// <summary>An event without a disclosure: as little as an entry can be.</summary>
    public static AuditEvent BareEvent(long id = 1) => new() { Action = "door.opened", Id = Id(id) };

    /// <summary>An event sealed for a log.</summary>
    public static SealedEntry Entry(
        LogIdentity log,
        AuditEvent? e = null,
        long id = 1,
        DateTimeOffset? at = null,
        byte[]? manifest = null,
        params IReadOnlyList<NewSubject> newSubjects) =>
        new Sealer(log, PersonRules.Default, Fill(HashCodeOf(log.LogId, (int)id, 7))).Seal(
            e ?? Event(id: id),
            new() { EventId = Id(id), RecordedAt = at ?? Time, Manifest = manifest, NewSubjects = newSubjects },
            person => new(person.Type, "~AAAAAAAAAAAAAAAAAAAAAA"));

    /// <summary>Entries with ids from <paramref name="from"/> on, each a millisecond after the other.</summary>
    public static List<SealedEntry> Entries(LogIdentity log, int count, long from = 1, bool bare = false)
    {
        var entries = new List<SealedEntry>(count);
        for (var id = from; id < from + count; id++)
        {
            entries.Add(Entry(log, bare ? BareEvent(id) : Event(id: id), id, Time.AddMilliseconds(id)));
        }

        return entries;
    }

    /// <summary>The name of a run or a hold, one for each number.</summary>
    public static string Run(int number = 1) => ManifestPart.NewName(Fill(HashCodeOf("run", number, 0)));

    /// <summary>A plan, in one part, that these entries may go at once.</summary>
    public static ExpiryPlannedManifest Plan(NumberRange range) => PlanOf([range]);

    /// <inheritdoc cref="Plan(NumberRange)"/>
    public static ExpiryPlannedManifest Plan(NumberRange range, NumberRange other) => PlanOf([range, other]);

    /// <inheritdoc cref="Plan(NumberRange)"/>
    public static ExpiryPlannedManifest PlanOf(IReadOnlyList<NumberRange> ranges) =>
        new(new(Run(HashCodeOf("plan", (int)ranges[0].From, (int)ranges[^1].To))), null, null, IndexSet.Of(ranges));

    /// <summary>Disclosures that were erased, in one part.</summary>
    public static ErasedManifest Erased(IEnumerable<string> digests) => ErasedManifest.Of(Run(), digests).Single();

    // string.GetHashCode differs from run to run.
    private static int HashCodeOf(string text, int a, int b)
    {
        var hash = (a * 31) + b;
        foreach (var c in text)
        {
            hash = unchecked((hash * 31) + c);
        }

        return hash;
    }
}
