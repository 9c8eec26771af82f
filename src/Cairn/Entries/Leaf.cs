namespace Cairn.Entries;

/// <summary>The bare facts of an entry: what is hashed into the tree (docs/spec/entry.md, The leaf).</summary>
internal sealed record Leaf
{
    /// <summary>How many disclosures an entry has at most: far more than its parties and parts of personal make.</summary>
    public const int MostDigests = 256;

    /// <summary>How many targets stand in a leaf; those beyond them stand in a disclosure.</summary>
    public const int MostTargets = 32;

    public required Guid Id { get; init; }

    public required string Log { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public string? Producer { get; init; }

    /// <summary>With a producer 1 or more, else 0.</summary>
    public long Seq { get; init; }

    /// <summary>Which declaration has the words for this entry: the first 16 characters of its manifest's digest.</summary>
    public string? Declared { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string Action { get; init; }

    public required string Category { get; init; }

    public required LeafParty Actor { get; init; }

    public string? Role { get; init; }

    public LeafParty? OnBehalfOf { get; init; }

    public IReadOnlyList<LeafParty> Targets { get; init; } = [];

    public AuditResult Result { get; init; }

    public string? Code { get; init; }

    /// <summary>In milliseconds.</summary>
    public long? Duration { get; init; }

    public string? Source { get; init; }

    public string? RequestId { get; init; }

    public string? TraceId { get; init; }

    public string? OperationId { get; init; }

    /// <summary>SHA-256 of the manifest, base64url; only in Cairn's own entries.</summary>
    public string? Manifest { get; init; }

    /// <summary>The digests of the entry's disclosures, ascending as strings.</summary>
    public IReadOnlyList<string> Digests { get; init; } = [];

    public bool IsCairns => Action.StartsWith("cairn.", StringComparison.Ordinal);
}

/// <summary>
/// An actor or target as the leaf names it: a type, percent-encoded, and an id. A pseudonym stands for one that is personal, a stand-in
/// for one that does not fit.
/// </summary>
internal sealed record LeafParty(string Type, string? Id)
{
    public bool IsPseudonym => Id is ['~', ..];

    public bool IsStandIn => Id is [StandIn.Mark, ..];

    /// <summary>Whether the id itself is not in the leaf.</summary>
    public bool IsCovered => IsPseudonym || IsStandIn;

    /// <summary>The subject of disclosures about this party; nobody without an id.</summary>
    public string? Subject => Id is null ? null : $"{Type}:{Id}";
}
