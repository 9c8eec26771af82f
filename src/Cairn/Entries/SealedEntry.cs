using Cairn.Merkle;

namespace Cairn;

/// <summary>An event made ready for its log, before any lock is taken: everything but its index.</summary>
internal sealed record SealedEntry
{
    public required Leaf Leaf { get; init; }

    public required byte[] LeafBytes { get; init; }

    public required Hash LeafHash { get; init; }

    public IReadOnlyList<Disclosure> Disclosures { get; init; } = [];

    /// <summary>The keyed digest of the unsealed event.</summary>
    public required byte[] EventDigest { get; init; }

    /// <summary>What one of Cairn's own entries attests.</summary>
    public byte[]? Manifest { get; init; }

    /// <summary>Persons this entry would bring into the directory, when nobody brought them before.</summary>
    public IReadOnlyList<NewSubject> NewSubjects { get; init; } = [];
}

/// <summary>A person's first appearance in a log under a pseudonym.</summary>
/// <param name="Identifier">The keyed hash of the identifier.</param>
/// <param name="Subject">Type and pseudonym.</param>
internal sealed record NewSubject(Hash Identifier, string Subject);
