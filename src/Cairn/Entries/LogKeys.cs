using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>What a key of a log is for.</summary>
internal enum KeyPurpose
{
    /// <summary>Finding persons by their identifiers and names, and entries by their network.</summary>
    Lookup,

    /// <summary>Telling an event that comes again from another under the same id.</summary>
    Replay,
}

/// <summary>One key of a log: random, named by its id, replaceable. Never logged, never shown.</summary>
/// <param name="Id">From 1; never used twice in a log.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Bytes">32 random bytes.</param>
internal sealed record LogKey(int Id, KeyPurpose Purpose, byte[] Bytes)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Purpose} key {Id}";
}

/// <summary>The keys of a log, old ones included. They may be absent: a reader has none, and a backup need not hold them.</summary>
internal sealed class LogKeys(IReadOnlyList<LogKey> all)
{
    public static readonly LogKeys None = new([]);

    public IReadOnlyList<LogKey> All => all;

    /// <summary>The key that new rows are made with; <see langword="null"/>: there is none.</summary>
    public LogKey? Newest(KeyPurpose purpose) => all.Where(k => k.Purpose == purpose).MaxBy(k => k.Id);

    /// <summary>Every key of a purpose: rows of old ones stand until they are made anew.</summary>
    public IReadOnlyList<LogKey> NewestFirst(KeyPurpose purpose) => [.. all.Where(k => k.Purpose == purpose).OrderByDescending(k => k.Id)];

    /// <summary>The key that a row names, or <see langword="null"/>.</summary>
    public LogKey? Find(KeyPurpose purpose, long id) => all.FirstOrDefault(k => k.Purpose == purpose && k.Id == id);

    /// <summary>
    /// Whether a row may name this key id: of a key of that purpose, or of one that is not at hand. No log has ids beyond its newest.
    /// </summary>
    public bool MayName(KeyPurpose purpose, long id) =>
        all.Count == 0 || (id >= 1 && id <= all.Max(k => k.Id) && all.All(k => k.Id != id || k.Purpose == purpose));

    /// <summary>Two fresh keys.</summary>
    public static LogKeys Create(RandomFill random) => new([Fresh(1, KeyPurpose.Lookup, random), Fresh(2, KeyPurpose.Replay, random)]);

    private static LogKey Fresh(int id, KeyPurpose purpose, RandomFill random)
    {
        var bytes = new byte[32];
        random(bytes);
        return new(id, purpose, bytes);
    }
}
