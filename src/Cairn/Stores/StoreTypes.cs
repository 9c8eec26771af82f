using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Merkle;

namespace Cairn.Stores;

/// <summary>What became of one entry of a batch.</summary>
internal enum AppendStatus
{
    /// <summary>It is in the log at its index.</summary>
    Appended,

    /// <summary>Its id was there with the same event: the index is the first one's.</summary>
    Replayed,

    /// <summary>Its id was there with another event: nothing was appended.</summary>
    Conflict,
}

/// <summary>What became of one entry, where it is, and the leaf hash the log holds there.</summary>
internal readonly record struct AppendResult(AppendStatus Status, long Index, Hash LeafHash);

/// <summary>The log's head as stored: unchecked.</summary>
internal sealed record StoredHead(long Size, ReadOnlyMemory<byte> Edge, long StoredAt)
{
    /// <summary>How often persons left this log. Names that were looked up before it moved may be gone.</summary>
    public long People { get; init; }
}

/// <summary>How far a log has come, and what was published of it: unchecked.</summary>
internal sealed record LogProgress(LogIdentity Log, long Size, string? Checkpoint);

/// <summary>An entry's rows as stored: unchecked.</summary>
internal sealed record StoredEntry
{
    public required long Index { get; init; }

    public required ReadOnlyMemory<byte> Leaf { get; init; }

    /// <summary>The store's time in microseconds since 1970.</summary>
    public required long StoredAt { get; init; }

    public required SearchColumns Columns { get; init; }

    public IReadOnlyList<StoredTarget> Targets { get; init; } = [];

    public IReadOnlyList<StoredDisclosure> Disclosures { get; init; } = [];

    /// <summary>The hash of the network the entry came from, when it has a row.</summary>
    public StoredNetwork? Network { get; init; }

    /// <summary>The key id of the replay key that made <see cref="EventDigest"/>.</summary>
    public int ReplayKeyId { get; init; }

    /// <summary>The keyed digest of the event; <see langword="null"/> after an erasure, empty where its row is missing.</summary>
    public ReadOnlyMemory<byte>? EventDigest { get; init; }
}

/// <summary>A number of a producer; nobody's and 0 for what lay in no spool.</summary>
internal readonly record struct EntryNumber(string? Producer, long Seq);

/// <summary>A search row of one target.</summary>
internal readonly record struct StoredTarget(int Position, string Type, string Id);

/// <summary>A row by which an entry is found by its network: unchecked.</summary>
internal readonly record struct StoredNetwork(long Network, int KeyId);

/// <summary>A disclosure's row: unchecked.</summary>
internal sealed record StoredDisclosure(string Name, string? Subject, string Class, long KeyId, ReadOnlyMemory<byte> Json)
{
    /// <summary>Beside a ciphertext: the digest of the disclosure, as its leaf has it.</summary>
    public string? Digest { get; init; }
}

/// <summary>A row by which a person is found: unchecked.</summary>
internal sealed record StoredAlias(long FirstIndex, AliasHash Identifier, string Subject, int KeyId);

/// <summary>A verifier key, and the log's size from which on it signed: unchecked.</summary>
internal sealed record StoredVerifierKey(long FromSize, string Key);

/// <summary>Consecutive indexes that a hold in force keeps: unchecked.</summary>
internal sealed record StoredHold(string Hold, long From, long To);

/// <summary>A manifest's row: unchecked.</summary>
internal sealed record StoredManifest(long Index, ReadOnlyMemory<byte> Json)
{
    /// <summary>A copy of the manifest's <c>kind</c>; empty where it is no manifest.</summary>
    public string Kind { get; init; } = "";

    /// <summary>What a store writes beside a manifest.</summary>
    public static string KindOf(ReadOnlyMemory<byte> manifest) =>
        // Parsed.
        Manifest.TryParse(manifest, out var read, out _) ? read!.Kind : "";
}

/// <summary>Persons the directory knows, and how often persons had left the log when it was asked.</summary>
internal sealed record FoundSubjects(long People, IReadOnlyDictionary<Hash, StoredSubject> Rows);

/// <summary>A row of the directory of subjects: unchecked.</summary>
internal sealed record StoredSubject(long FirstIndex, Hash Identifier, string Subject, long KeyId);

/// <summary>A row that should not be there, or a guard that should: table or object, index where there is one, and words.</summary>
internal sealed record StoreFlaw(string Member, long? Index, string Words)
{
    /// <summary>Whether it can lead a reader to other rows than the table has: then what was read proves nothing.</summary>
    public bool Steers { get; init; }

    /// <summary>Whether it is nothing wrong, and something that this version cannot judge.</summary>
    public bool IsUnknown { get; init; }
}

/// <summary>
/// Between sealing and appending, another process brought the same person into the directory, or persons left it. Nothing
/// was appended; seal again.
/// </summary>
internal sealed class SubjectRaceException()
    : Exception("Another process named one of these persons first, or persons left the log; the batch is sealed again.");

/// <summary>
/// The store refuses these entries for what they are; trying again will not help. Nothing was appended. Of several, one may be the
/// culprit: send them apart.
/// </summary>
internal sealed class EntryRefusedException : Exception
{
    /// <summary>Says what is refused and why, in one line.</summary>
    public EntryRefusedException(string message) : base(message)
    {
    }

    /// <summary>Says what is refused and why, and what the driver said.</summary>
    public EntryRefusedException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
