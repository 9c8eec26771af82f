using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>Consecutive indexes of a log, with everything that is stored at them: unchecked.</summary>
internal sealed record EntryBatch(
    long From,
    int Count,
    IReadOnlyList<StoredEntry> Entries,
    IReadOnlyList<StoredSubject> Subjects,
    IReadOnlyList<StoredAlias> Aliases,
    IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>> Tiles);

/// <summary>What an entry shows by itself, before its place in the tree is known.</summary>
internal struct CheckedEntry
{
    public long Index;
    public Hash LeafHash;
    public long StoredAt;

    /// <summary><see langword="null"/>: its bytes are not a leaf, for the reason given.</summary>
    public Leaf? Leaf;
    public string? Malformed;

    /// <summary><see langword="null"/>: none.</summary>
    public List<Finding>? Findings;

    /// <summary>Digests without a disclosure that no manifest names, as far as is known; <see langword="null"/>: none.</summary>
    public List<string>? MissingDigests;

    /// <summary>Digests of disclosures that a manifest says were erased, and that are there; <see langword="null"/>: none.</summary>
    public List<string>? Restored;

    /// <summary>The people whom its disclosures speak of; <see langword="null"/>: none, or they cannot be looked for.</summary>
    public DisclosedPeople? People;

    /// <summary>Rows of the directory that it brought and that are not right; <see langword="null"/>: none.</summary>
    public List<StoredSubject>? WrongRows;

    /// <summary>Persons it brought whose rows are under a key that is not at hand; <see langword="null"/>: none.</summary>
    public List<string>? KeylessPersons;

    /// <summary>Aliases it brought that are not right; <see langword="null"/>: none.</summary>
    public List<StoredAlias>? WrongAliases;

    /// <summary>Persons it brought aliases of that are under a key that is not at hand; <see langword="null"/>: none.</summary>
    public List<string>? KeylessAliases;

    /// <summary>How many of its disclosures a manifest names and are gone.</summary>
    public int Erased;

    /// <summary>What of it could not be checked, for want of a key.</summary>
    public Unchecked Unchecked;
}

/// <summary>A batch whose entries were checked by themselves; what was stored at them is not needed any more.</summary>
internal sealed record CheckedBatch(long From, int Count, IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>> Tiles, CheckedEntry[] Entries);
