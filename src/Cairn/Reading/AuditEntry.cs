using System.Text;
using Cairn.Entries;
using Cairn.Primitives;
using Cairn.Reading;
using Cairn.Verification;

namespace Cairn;

/// <summary>An entry of the log: the event as it was reported, as far as it is still there, and where it stands. Immutable.</summary>
public sealed class AuditEntry
{
    private readonly Lazy<IReadOnlyList<string>> masked;
    private readonly LogIdentity identity;

    internal AuditEntry(ReadEntry source, LogIdentity log)
    {
        (Source, identity, Log, Tenant) = (source, log, log.LogId, log.Tenant);
        Parts = [.. EntryParts.Of(View)];
        masked = new(() => MaskedPlaces.Of(Event));
    }

    /// <summary>The log's id, as receipts have it.</summary>
    public string Log { get; }

    /// <summary>Whose log it is.</summary>
    public string Tenant { get; }

    /// <summary>Its place in the log, from 0.</summary>
    public long Index => Source.Stored.Index;

    /// <summary>The event's id.</summary>
    public Guid Id => View.Leaf.Id;

    /// <summary>When it happened.</summary>
    public DateTimeOffset OccurredAt => View.Leaf.OccurredAt;

    /// <summary>When the host that reported it recorded it.</summary>
    public DateTimeOffset RecordedAt => View.Leaf.RecordedAt;

    /// <summary>
    /// When the store has it from: the latest time of recording of all entries up to it, which never runs backwards along a log.
    /// </summary>
    public DateTimeOffset StoredAt =>
        RfcTime.IsTime(Source.Stored.StoredAt) ? RfcTime.FromMicroseconds(Source.Stored.StoredAt) : RecordedAt;

    /// <summary>What happened, in one sentence: in the application's own words, else in Cairn's.</summary>
    public string Sentence => Source.Sentence;

    /// <summary>
    /// The event as it was reported: actor, targets, outcome, reason, changes, metadata. What was erased or is withheld is absent; where
    /// the id behind a pseudonym or stand-in is, the pseudonym or stand-in stands there.
    /// </summary>
    public AuditEvent Event => View.Event;

    /// <summary>The groups of what is stored beside the leaf: what each is about, and whether it is there.</summary>
    public IReadOnlyList<AuditPart> Parts { get; }

    /// <summary>JSON Pointers to texts of the event in which secrets were masked before it was recorded.</summary>
    public IReadOnlyList<string> Masked => masked.Value;

    /// <summary>The bytes that are hashed into the tree, as text: the bare facts.</summary>
    public string Leaf => View.LeafText;

    /// <summary>RFC 6962 leaf hash of the entry, base64.</summary>
    public string LeafHash => View.LeafHash.ToString();

    /// <summary>What <see cref="IAuditLog.RecordAsync"/> returned for it.</summary>
    public AuditReceipt Receipt => new(Log, Index, Id, LeafHash);

    /// <summary>What is not as it was written, in words. Empty for an entry that nobody altered; else run <c>cairn verify</c>.</summary>
    public IReadOnlyList<string> Problems => Source.Problems;

    /// <summary>Its rows and what they say.</summary>
    internal ReadEntry Source { get; }

    internal EntryView View => Source.View!; // Only readable entries are made.

    /// <summary>
    /// Everything about it as one JSON object in one line: index, log, tenant, origin, stored_at, leaf, leaf_hash, sentence, event,
    /// disclosures, withheld, erased, missing, problems. The leaf is byte for byte what is hashed.
    /// </summary>
    public string ToJson() => EntryJson.Append(new(4 * 1024), Source, identity).ToString();

    /// <summary>The index and the sentence.</summary>
    public override string ToString() => new StringBuilder().Append(Index).Append(": ").Append(Sentence).ToString();
}

/// <summary>A group of what is stored beside an entry's leaf.</summary>
/// <param name="Name">
/// <c>actor</c>, <c>actor.contact</c>, <c>network</c>, <c>targets</c> or <c>content</c>; <see langword="null"/>: it is gone, and
/// nobody knows which it was.
/// </param>
/// <param name="Class">
/// Who may see it: <c>identity</c>, <c>contact</c>, <c>network</c> or <c>content</c>; <see langword="null"/>: it is gone.
/// </param>
/// <param name="Subject">The person it is about, by type and id; <see langword="null"/>: nobody, or it is gone.</param>
/// <param name="State">Whether it is there.</param>
/// <param name="Digest">Its digest, as the leaf has it: base64url of a SHA-256.</param>
/// <param name="Value">What it says, as JSON; <see langword="null"/>: it is not shown.</param>
public sealed record AuditPart(string? Name, string? Class, string? Subject, AuditPartState State, string Digest, string? Value);

/// <summary>Whether a part of an entry is there.</summary>
public enum AuditPartState
{
    /// <summary>It is there.</summary>
    Shown,

    /// <summary>It is there, encrypted, and its key is not at hand.</summary>
    Withheld,

    /// <summary>
    /// It was erased, and an entry of the log says so. To whoever sees a part of the log only, it may as well be missing.
    /// </summary>
    Erased,

    /// <summary>It is gone, and no entry says that it was erased: something was deleted.</summary>
    Missing,
}
