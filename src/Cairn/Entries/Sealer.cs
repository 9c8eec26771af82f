using System.Security.Cryptography;
using Cairn.Merkle;

namespace Cairn;

/// <summary>Turns events into entries without an index: leaf, disclosures, hashes. Holds no lock and touches no store. Used by one thread.</summary>
internal sealed class Sealer(LogIdentity log, PersonRules persons, RandomFill random)
{
    private readonly Utf8Buffer scratch = new(1024);

    /// <summary>Under which pseudonym a personal id stands in this log, by type and identifier.</summary>
    public delegate LeafParty Naming(string type, string identifier);

    /// <summary>The identifiers in an event that need a pseudonym, as type and identifier.</summary>
    public IEnumerable<AuditSubject> PersonalIds(AuditEvent e)
    {
        if (ActorIdentifier(e.Actor) is { } actor)
        {
            yield return new(e.Actor.Type, actor);
        }

        if (e.Actor.OnBehalfOf is { } other && persons.IsPersonalId(other.Type, other.Id))
        {
            yield return other;
        }

        foreach (var target in e.Targets)
        {
            if (persons.IsPersonalId(target.Type, target.Id))
            {
                yield return new(target.Type, target.Id);
            }
        }

        foreach (var part in e.Personal)
        {
            if (persons.IsPersonalId(part.Subject.Type, part.Subject.Id))
            {
                yield return part.Subject;
            }
        }
    }

    /// <summary>HMAC-SHA256(look-up key, type ‖ 0x00 ‖ identifier): what the directory holds of an identifier.</summary>
    public static Hash Lookup(LogIdentity log, AuditSubject person) =>
        new(HMACSHA256.HashData(log.LookupKey, new Utf8Buffer(64).Raw(person.Type).Raw("\0"u8).Raw(person.Id).Written));

    /// <summary>Seals an event whose rules were checked.</summary>
    /// <param name="e">The event, redacted.</param>
    /// <param name="stamp">What recording adds to it.</param>
    /// <param name="naming">Pseudonyms for what <see cref="PersonalIds"/> named.</param>
    public SealedEntry Seal(AuditEvent e, SealStamp stamp, Naming naming)
    {
        var people = new EventPeople(e, persons, naming, ActorIdentifier(e.Actor));
        var disclosures = new DisclosureBuilder(e, people, random, scratch).Build();
        var recordedAt = RfcTime.Truncate(stamp.RecordedAt);
        var occurredAt = RfcTime.Truncate(e.OccurredAt ?? recordedAt);
        var leaf = new Leaf
        {
            Id = e.Id ?? stamp.EventId,
            Log = log.LogId,

            // Equal times say that the event gave none; one that gave the very same is told apart by a microsecond.
            RecordedAt = e.OccurredAt is not null && occurredAt == recordedAt ? recordedAt.AddMicroseconds(1) : recordedAt,
            Producer = stamp.Producer,
            Seq = stamp.Seq,
            OccurredAt = occurredAt,
            Action = e.Action,
            Category = e.Category ?? AuditCategories.General,
            Actor = people.Actor,
            Role = e.Actor.Role,
            OnBehalfOf = people.OnBehalfOf,
            Targets = people.Targets,
            Result = e.Outcome.Result,
            Code = e.Outcome.Code,
            Source = e.Context.Source,
            RequestId = e.Context.RequestId,
            TraceId = e.Context.TraceId,
            OperationId = e.Context.OperationId,
            Manifest = stamp.Manifest is { } manifest ? Base64.Encode(SHA256.HashData(manifest)) : null,
            Digests = Digests(disclosures),
        };
        scratch.Clear();
        var bytes = LeafWriter.Write(leaf, scratch).ToArray();
        return new()
        {
            Leaf = leaf,
            LeafBytes = bytes,
            LeafHash = Hash.OfLeaf(bytes),
            Disclosures = disclosures,
            EventDigest = EventDigest.Of(log.ReplayKey, leaf, bytes, disclosures),
            Manifest = stamp.Manifest,
            NewSubjects = stamp.NewSubjects,
        };
    }

    /// <summary>The personal identifier that needs a pseudonym: the id, or phone or e-mail where there is no id.</summary>
    private string? ActorIdentifier(AuditActor actor) =>
        actor.Id is { } id ? (persons.IsPersonalId(actor.Type, id) ? id : null)
        : !string.IsNullOrEmpty(actor.Phone) ? actor.Phone
        : !string.IsNullOrEmpty(actor.Email) ? actor.Email : null;

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

/// <summary>What recording adds to an event.</summary>
internal sealed record SealStamp
{
    /// <summary>The id of an event that brought none.</summary>
    public required Guid EventId { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public string? Producer { get; init; }

    public long Seq { get; init; }

    public byte[]? Manifest { get; init; }

    public IReadOnlyList<NewSubject> NewSubjects { get; init; } = [];
}
