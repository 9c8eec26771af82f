using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>
/// What this process knows of the aliases and networks of its logs: their hashes, and which aliases are in the store. Both are bounded,
/// some 20 MB at most. All members may be called from any thread.
/// </summary>
internal sealed class AliasMemory
{
    private const int Most = 65_536;

    // Longer than any name: such a text is not kept.
    private const int LongestText = 128;

    private readonly BoundedMemory<(long Log, int Key, string Kind, string Text), AliasHash?> hashes = new(Most);
    private readonly BoundedMemory<(long Log, int Key, Network Network), long> networks = new(Most);
    private readonly BoundedMemory<(long Log, long People, NewAlias Alias), bool> committed = new(Most);

    /// <inheritdoc cref="AliasText.Hash"/>
    public AliasHash? Hash(LogIdentity log, LogKey key, string kind, string text)
    {
        if (text.Length > LongestText)
        {
            return AliasText.Hash(key, kind, text);
        }

        var place = (log.Key, key.Id, kind, text);
        if (!hashes.TryGet(place, out var hash))
        {
            hashes.Add(place, hash = AliasText.Hash(key, kind, text));
        }

        return hash;
    }

    /// <inheritdoc cref="Network.Hash"/>
    public long Hash(LogIdentity log, LogKey key, Network network)
    {
        var place = (log.Key, key.Id, network);
        if (!networks.TryGet(place, out var hash))
        {
            networks.Add(place, hash = network.Hash(key));
        }

        return hash;
    }

    /// <summary>Whether this process saw an alias committed, and nobody left the log since.</summary>
    /// <param name="log">The log.</param>
    /// <param name="people">The log's counter of how often persons left, as it is now.</param>
    /// <param name="alias">The alias.</param>
    public bool IsCommitted(LogIdentity log, long people, NewAlias alias) => committed.TryGet((log.Key, people, alias), out _);

    /// <summary>Notes that an alias is in the store.</summary>
    /// <param name="log">The log.</param>
    /// <param name="people">The counter as it was before the append.</param>
    /// <param name="alias">The alias.</param>
    public void Committed(LogIdentity log, long people, NewAlias alias) => committed.Add((log.Key, people, alias), true);
}
