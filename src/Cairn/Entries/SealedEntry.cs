using Cairn.Merkle;

namespace Cairn.Entries;

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

    /// <summary>What people call the persons of this entry, as far as it may be new to the store.</summary>
    public IReadOnlyList<NewAlias> Aliases { get; init; } = [];

    /// <summary>
    /// The keyed hash of the network it came from; <see langword="null"/>: it names no address, or addresses are not indexed.
    /// </summary>
    public long? Network { get; init; }

    /// <summary>The key id of the look-up key that made the hashes of subjects, aliases and network.</summary>
    public int LookupKeyId { get; init; }

    /// <summary>The key id of the replay key that made <see cref="EventDigest"/>.</summary>
    public int ReplayKeyId { get; init; }
}

/// <summary>A name, e-mail address or phone number of a person.</summary>
/// <param name="Identifier">The first 16 bytes of its keyed hash.</param>
/// <param name="Subject">The person, as disclosures name them.</param>
internal readonly record struct NewAlias(AliasHash Identifier, string Subject);

/// <summary>A person's first appearance in a log under a pseudonym.</summary>
/// <param name="Identifier">The keyed hash of the identifier.</param>
/// <param name="Subject">Type and pseudonym.</param>
internal sealed record NewSubject(Hash Identifier, string Subject);
