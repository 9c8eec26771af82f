using System.Security.Cryptography;
using Cairn.Events;
using Cairn.Merkle;
using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>
/// Turns events into entries without an index: leaf, disclosures, hashes. Holds no lock and touches no store. Used by one thread.
/// </summary>
internal sealed class Sealer
{
    private readonly LogIdentity log;
    private readonly PersonRules persons;
    private readonly RandomFill random;
    private readonly SealMemory memory;
    private readonly LogKey lookup;
    private readonly LogKey replay;
    private readonly Utf8Buffer scratch = new(1024);

    /// <param name="log">The log, with its keys.</param>
    /// <param name="persons">Who is a person.</param>
    /// <param name="random">Salts.</param>
    /// <param name="memory">What need not be hashed, or told to the store, again.</param>
    /// <exception cref="CairnStoreException">The log's keys are not at hand.</exception>
    public Sealer(LogIdentity log, PersonRules persons, RandomFill random, SealMemory? memory = null)
    {
        (this.log, this.persons, this.random, this.memory) = (log, persons, random, memory ?? SealMemory.None);
        (lookup, replay) = (log.NewestKey(KeyPurpose.Lookup), log.NewestKey(KeyPurpose.Replay));
    }

    /// <summary>Under which pseudonym a personal id stands in this log.</summary>
    public delegate LeafParty Naming(PersonalId person);

    /// <summary>The identifiers in an event that need a pseudonym.</summary>
    public IEnumerable<PersonalId> PersonalIds(AuditEvent e) => EventPersons.Of(e, persons);

    /// <summary>What the directory holds of a person's identifier under the newest look-up key.</summary>
    public static Hash Lookup(LogIdentity log, AuditSubject person) =>
        new PersonalId(LeafParties.TypeOf(person.Type), person.Id ?? "").Lookup(log);

    /// <summary>Seals an event that was shaped.</summary>
    /// <param name="e">The event, redacted.</param>
    /// <param name="stamp">What recording adds to it.</param>
    /// <param name="naming">Pseudonyms for what <see cref="PersonalIds"/> named.</param>
    public SealedEntry Seal(AuditEvent e, SealStamp stamp, Naming naming)
    {
        var marks = ShapeMarks.Of(e);
        var words = new LeafWords(log, e, marks);
        var people = new EventPeople(
            e, new(log, persons, naming), marks, EventPersons.OfActor(e.Actor, persons, marks) is { } actor ? naming(actor) : null);
        var aliases = new EntryAliases(log, lookup, memory.Aliases, memory.People);
        var disclosures = new DisclosureBuilder(e, people, words, marks, aliases, random, scratch).Build();
        var leaf = Leaf(e, stamp, people, words, disclosures);
        scratch.Clear();
        var bytes = LeafWriter.Write(leaf, scratch).ToArray();
        return new()
        {
            Leaf = leaf,
            LeafBytes = bytes,
            LeafHash = Hash.OfLeaf(bytes),
            Disclosures = disclosures,
            EventDigest = EventDigest.Of(replay.Bytes, leaf, bytes, disclosures),
            ReplayKeyId = replay.Id,
            Manifest = stamp.Manifest,
            NewSubjects = stamp.NewSubjects,
            Aliases = aliases.All,
            Network = NetworkOf(e),
            LookupKeyId = lookup.Id,
        };
    }

    private Leaf Leaf(AuditEvent e, SealStamp stamp, EventPeople people, LeafWords words, List<Disclosure> disclosures)
    {
        var recordedAt = RfcTime.Truncate(stamp.RecordedAt);
        var occurredAt = RfcTime.Truncate(e.OccurredAt ?? recordedAt);
        return new()
        {
            Id = e.Id ?? stamp.EventId,
            Log = log.LogId,

            // Equal times say that the event gave none; one that gave the very same is told apart by a microsecond.
            RecordedAt = e.OccurredAt is not null && occurredAt == recordedAt ? recordedAt.AddMicroseconds(1) : recordedAt,
            Producer = stamp.Producer,
            Seq = stamp.Seq,
            Declared = stamp.Declared,
            OccurredAt = occurredAt,
            Action = e.Action,
            Category = words.Category.InLeaf!, // A category has a default.
            Actor = people.Actor,
            Role = words.Role.InLeaf,
            OnBehalfOf = people.OnBehalfOf,
            Targets = people.Targets,
            Result = e.Outcome.Result,
            Code = words.Code.InLeaf,
            Duration = e.Duration is { Ticks: >= 0 and var ticks } ? ticks / TimeSpan.TicksPerMillisecond : null,
            Source = words.Source.InLeaf,
            RequestId = words.RequestId.InLeaf,
            TraceId = words.TraceId.InLeaf,
            OperationId = words.OperationId.InLeaf,
            Manifest = stamp.Manifest is { } manifest ? Base64Text.Encode(SHA256.HashData(manifest)) : null,
            Digests = Digests(disclosures),
        };
    }

    private long? NetworkOf(AuditEvent e) => !memory.IndexesAddresses || Network.Of(e.Context.Ip) is not { } network ? null
        : memory.Aliases is { } hashes ? hashes.Hash(log, lookup, network)
        : network.Hash(lookup);

    private static string[] Digests(List<Disclosure> disclosures)
    {
        var digests = new string[disclosures.Count];
        for (var i = 0; i < digests.Length; i++)
        {
            digests[i] = disclosures[i].Digest;
        }

        Array.Sort(digests, string.CompareOrdinal);
        return digests;
    }
}

/// <summary>What a sealer need not do again, and what it leaves out.</summary>
/// <param name="Aliases">Hashes and committed aliases; <see langword="null"/>: nothing is remembered.</param>
/// <param name="People">
/// The log's counter of how often persons left; <see langword="null"/>: not known, and every alias may be new to the store.
/// </param>
/// <param name="IndexesAddresses">Whether entries can be found by the network they came from.</param>
internal sealed record SealMemory(AliasMemory? Aliases, long? People, bool IndexesAddresses)
{
    public static readonly SealMemory None = new(null, null, true);
}

/// <summary>What recording adds to an event.</summary>
internal sealed record SealStamp
{
    /// <summary>The id of an event that brought none.</summary>
    public required Guid EventId { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public string? Producer { get; init; }

    public long Seq { get; init; }

    /// <summary>Which declaration has the words for the event's action.</summary>
    public string? Declared { get; init; }

    public byte[]? Manifest { get; init; }

    public IReadOnlyList<NewSubject> NewSubjects { get; init; } = [];
}
