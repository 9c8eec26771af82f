using Cairn.Entries;
using Cairn.Merkle;

namespace Cairn.Stores;

/// <summary>
/// A store that is connected after its log was opened: until then every call throws, and connecting may be tried again and again.
/// </summary>
/// <param name="name">What a person calls it.</param>
/// <param name="concurrentAppends">As the store will say.</param>
internal abstract class LateStore(string name, int concurrentAppends) : ILogStore
{
    private volatile ILogStore? connected;

    public string Name => name;

    public int ConcurrentAppends => concurrentAppends;

    public string? Trouble => connected?.Trouble;

    /// <summary>The store itself.</summary>
    /// <exception cref="CairnStoreException">It is not connected yet.</exception>
    protected ILogStore Connected =>
        connected ?? throw new CairnStoreException($"{name} is not connected yet: its log says why.") { NothingWritten = true };

    /// <summary>Connects, unless that was done. Called by one at a time.</summary>
    /// <exception cref="CairnStoreException">It cannot be used now: why, and how to mend it.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken) =>
        connected ??= await OpenAsync(cancellationToken).ConfigureAwait(false);

    public ValueTask<IReadOnlyList<LogIdentity>> ListLogsAsync(CancellationToken cancellationToken) =>
        Connected.ListLogsAsync(cancellationToken);

    public ValueTask<LogIdentity?> FindLogAsync(string tenant, CancellationToken cancellationToken) =>
        Connected.FindLogAsync(tenant, cancellationToken);

    public ValueTask<LogIdentity?> FindLogByIdAsync(string logId, CancellationToken cancellationToken) =>
        Connected.FindLogByIdAsync(logId, cancellationToken);

    public ValueTask<EntryPage> ReadPageAsync(
        LogIdentity log,
        EntryFilter filter,
        EntryCursor? after,
        int count,
        CancellationToken cancellationToken) =>
        Connected.ReadPageAsync(log, filter, after, count, cancellationToken);

    public ValueTask<long> CountAsync(LogIdentity log, EntryFilter filter, long most, CancellationToken cancellationToken) =>
        Connected.CountAsync(log, filter, most, cancellationToken);

    public ValueTask<IReadOnlyList<string>> FindActionsAsync(
        LogIdentity log,
        string prefix,
        int most,
        CancellationToken cancellationToken) =>
        Connected.FindActionsAsync(log, prefix, most, cancellationToken);

    public ValueTask<IReadOnlyList<string>> FindTargetTypesAsync(
        LogIdentity log,
        string id,
        int most,
        CancellationToken cancellationToken) =>
        Connected.FindTargetTypesAsync(log, id, most, cancellationToken);

    public ValueTask<IReadOnlyList<StoredGroup>> CountGroupsAsync(
        LogIdentity log,
        EntryFilter filter,
        IReadOnlyList<GroupKey> keys,
        CancellationToken cancellationToken) =>
        Connected.CountGroupsAsync(log, filter, keys, cancellationToken);

    public ValueTask<bool> SeesAllAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Connected.SeesAllAsync(log, cancellationToken);

    public ValueTask<LogIdentity> CreateLogAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Connected.CreateLogAsync(log, cancellationToken);

    public ValueTask<IReadOnlyList<AppendResult>> AppendAsync(
        LogIdentity log,
        IReadOnlyList<SealedEntry> entries,
        long? people,
        CancellationToken cancellationToken) =>
        Connected.AppendAsync(log, entries, people, cancellationToken);

    public ValueTask<StoredHead> ReadHeadAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Connected.ReadHeadAsync(log, cancellationToken);

    public ValueTask<IReadOnlyList<StoredEntry>> ReadEntriesAsync(
        LogIdentity log,
        long from,
        int count,
        CancellationToken cancellationToken) =>
        Connected.ReadEntriesAsync(log, from, count, cancellationToken);

    public ValueTask<IReadOnlyDictionary<long, EntryNumber>> ReadNumbersAsync(
        LogIdentity log,
        IReadOnlyCollection<long> indexes,
        CancellationToken cancellationToken) =>
        Connected.ReadNumbersAsync(log, indexes, cancellationToken);

    public ValueTask<long?> FindAsync(LogIdentity log, Guid eventId, CancellationToken cancellationToken) =>
        Connected.FindAsync(log, eventId, cancellationToken);

    public ValueTask<IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>>> ReadTilesAsync(
        LogIdentity log,
        IReadOnlyCollection<TileId> tiles,
        CancellationToken cancellationToken) => Connected.ReadTilesAsync(log, tiles, cancellationToken);

    public ValueTask<string?> ReadCheckpointAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Connected.ReadCheckpointAsync(log, cancellationToken);

    public ValueTask<IReadOnlyList<LogProgress>> ReadProgressAsync(CancellationToken cancellationToken) =>
        Connected.ReadProgressAsync(cancellationToken);

    public ValueTask<bool> PublishInTurnAsync(LogIdentity log, string? published, Func<string> sign, CancellationToken cancellationToken) =>
        Connected.PublishInTurnAsync(log, published, sign, cancellationToken);

    public ValueTask PublishCheckpointAsync(LogIdentity log, string note, CancellationToken cancellationToken) =>
        Connected.PublishCheckpointAsync(log, note, cancellationToken);

    public ValueTask<FoundSubjects> FindSubjectsAsync(
        LogIdentity log,
        IReadOnlyCollection<Hash> identifiers,
        CancellationToken cancellationToken) =>
        Connected.FindSubjectsAsync(log, identifiers, cancellationToken);

    public ValueTask<IReadOnlyList<StoredAlias>> FindAliasesAsync(
        LogIdentity log,
        IReadOnlyCollection<AliasHash> identifiers,
        CancellationToken cancellationToken) =>
        Connected.FindAliasesAsync(log, identifiers, cancellationToken);

    public ValueTask<IReadOnlyList<StoredManifest>> ReadManifestsAsync(
        LogIdentity log,
        string? kind,
        CancellationToken cancellationToken) =>
        Connected.ReadManifestsAsync(log, kind, cancellationToken);

    public ValueTask<IReadOnlyList<StoredHold>> ReadHoldsAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Connected.ReadHoldsAsync(log, cancellationToken);

    public ValueTask<IReadOnlyList<StoredVerifierKey>> ReadVerifierKeysAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Connected.ReadVerifierKeysAsync(log, cancellationToken);

    public ValueTask AddVerifierKeyAsync(LogIdentity log, long fromSize, string key, CancellationToken cancellationToken) =>
        Connected.AddVerifierKeyAsync(log, fromSize, key, cancellationToken);

    public ValueTask<IReadOnlyList<StoredSubject>> ReadSubjectsAsync(
        LogIdentity log,
        long from,
        int count,
        CancellationToken cancellationToken) =>
        Connected.ReadSubjectsAsync(log, from, count, cancellationToken);

    public ValueTask<IReadOnlyList<StoredAlias>> ReadAliasesAsync(
        LogIdentity log,
        long from,
        int count,
        CancellationToken cancellationToken) =>
        Connected.ReadAliasesAsync(log, from, count, cancellationToken);

    public ValueTask<IReadOnlyList<StoreFlaw>> FindStraysAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Connected.FindStraysAsync(log, cancellationToken);

    public ValueTask<IReadOnlyList<StoreFlaw>> CheckSchemaAsync(CancellationToken cancellationToken) =>
        Connected.CheckSchemaAsync(cancellationToken);

    public ValueTask<IReadOnlyList<StoreFlaw>> CheckGuardsAsync(CancellationToken cancellationToken) =>
        Connected.CheckGuardsAsync(cancellationToken);

    public ValueTask DisposeAsync() => connected?.DisposeAsync() ?? CloseAsync();

    /// <summary>Opens the store, or leaves nothing open.</summary>
    protected abstract Task<ILogStore> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Closes what was there before the store was connected.</summary>
    protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;
}
