using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Tests.Verification;

/// <summary>A store in which something happens once, while entries are read from the first one on.</summary>
internal sealed class StoreWithSomethingBeside(ILogStore store) : ILogStore
{
    public Func<Task>? OnFirstBatch { get; set; }

    public string Name => store.Name;

    public int ConcurrentAppends => store.ConcurrentAppends;

    public async ValueTask<IReadOnlyList<StoredEntry>> ReadEntriesAsync(
        LogIdentity log,
        long from,
        int count,
        CancellationToken cancellationToken)
    {
        var entries = await store.ReadEntriesAsync(log, from, count, cancellationToken);
        if (from == 0 && OnFirstBatch is { } deed)
        {
            OnFirstBatch = null;
            await deed();
        }

        return entries;
    }

    public ValueTask<IReadOnlyList<LogIdentity>> ListLogsAsync(CancellationToken cancellationToken) =>
        store.ListLogsAsync(cancellationToken);

    public ValueTask<LogIdentity?> FindLogAsync(string tenant, CancellationToken cancellationToken) =>
        store.FindLogAsync(tenant, cancellationToken);

    public ValueTask<LogIdentity?> FindLogByIdAsync(string logId, CancellationToken cancellationToken) =>
        store.FindLogByIdAsync(logId, cancellationToken);

    public ValueTask<EntryPage> ReadPageAsync(
        LogIdentity log,
        EntryFilter filter,
        EntryCursor? after,
        int count,
        CancellationToken cancellationToken) =>
        store.ReadPageAsync(log, filter, after, count, cancellationToken);

    public ValueTask<long> CountAsync(LogIdentity log, EntryFilter filter, long most, CancellationToken cancellationToken) =>
        store.CountAsync(log, filter, most, cancellationToken);

    public ValueTask<IReadOnlyList<string>> FindActionsAsync(
        LogIdentity log,
        string prefix,
        int most,
        CancellationToken cancellationToken) =>
        store.FindActionsAsync(log, prefix, most, cancellationToken);

    public ValueTask<IReadOnlyList<string>> FindTargetTypesAsync(
        LogIdentity log,
        string id,
        int most,
        CancellationToken cancellationToken) =>
        store.FindTargetTypesAsync(log, id, most, cancellationToken);

    public ValueTask<IReadOnlyList<StoredGroup>> CountGroupsAsync(
        LogIdentity log,
        EntryFilter filter,
        IReadOnlyList<GroupKey> keys,
        CancellationToken cancellationToken) =>
        store.CountGroupsAsync(log, filter, keys, cancellationToken);

    public ValueTask<bool> SeesAllAsync(LogIdentity log, CancellationToken cancellationToken) => store.SeesAllAsync(log, cancellationToken);

    public ValueTask<LogIdentity> CreateLogAsync(LogIdentity log, CancellationToken cancellationToken) =>
        store.CreateLogAsync(log, cancellationToken);

    public ValueTask<IReadOnlyList<AppendResult>> AppendAsync(
        LogIdentity log,
        IReadOnlyList<SealedEntry> entries,
        long? people,
        CancellationToken cancellationToken) =>
        store.AppendAsync(log, entries, people, cancellationToken);

    public ValueTask<StoredHead> ReadHeadAsync(LogIdentity log, CancellationToken cancellationToken) =>
        store.ReadHeadAsync(log, cancellationToken);

    public ValueTask<long?> FindAsync(LogIdentity log, Guid eventId, CancellationToken cancellationToken) =>
        store.FindAsync(log, eventId, cancellationToken);

    public ValueTask<IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>>> ReadTilesAsync(
        LogIdentity log,
        IReadOnlyCollection<TileId> tiles,
        CancellationToken cancellationToken) =>
        store.ReadTilesAsync(log, tiles, cancellationToken);

    public ValueTask<string?> ReadCheckpointAsync(LogIdentity log, CancellationToken cancellationToken) =>
        store.ReadCheckpointAsync(log, cancellationToken);

    public ValueTask<IReadOnlyList<LogProgress>> ReadProgressAsync(CancellationToken cancellationToken) =>
        store.ReadProgressAsync(cancellationToken);

    public ValueTask<bool> PublishInTurnAsync(LogIdentity log, string? published, Func<string> sign, CancellationToken cancellationToken) =>
        store.PublishInTurnAsync(log, published, sign, cancellationToken);

    public ValueTask PublishCheckpointAsync(LogIdentity log, string note, CancellationToken cancellationToken) =>
        store.PublishCheckpointAsync(log, note, cancellationToken);

    public ValueTask<FoundSubjects> FindSubjectsAsync(
        LogIdentity log,
        IReadOnlyCollection<Hash> identifiers,
        CancellationToken cancellationToken) =>
        store.FindSubjectsAsync(log, identifiers, cancellationToken);

    public ValueTask<IReadOnlyList<StoredManifest>> ReadManifestsAsync(
        LogIdentity log,
        string? kind,
        CancellationToken cancellationToken) =>
        store.ReadManifestsAsync(log, kind, cancellationToken);

    public ValueTask<IReadOnlyList<StoredSubject>> ReadSubjectsAsync(
        LogIdentity log,
        long from,
        int count,
        CancellationToken cancellationToken) =>
        store.ReadSubjectsAsync(log, from, count, cancellationToken);

    public ValueTask<IReadOnlyList<StoredAlias>> FindAliasesAsync(
        LogIdentity log,
        IReadOnlyCollection<AliasHash> identifiers,
        CancellationToken cancellationToken) =>
        store.FindAliasesAsync(log, identifiers, cancellationToken);

    public ValueTask<IReadOnlyList<StoredAlias>> ReadAliasesAsync(
        LogIdentity log,
        long from,
        int count,
        CancellationToken cancellationToken) =>
        store.ReadAliasesAsync(log, from, count, cancellationToken);

    public ValueTask<IReadOnlyList<StoredHold>> ReadHoldsAsync(LogIdentity log, CancellationToken cancellationToken) =>
        store.ReadHoldsAsync(log, cancellationToken);

    public ValueTask<IReadOnlyList<StoredVerifierKey>> ReadVerifierKeysAsync(LogIdentity log, CancellationToken cancellationToken) =>
        store.ReadVerifierKeysAsync(log, cancellationToken);

    public ValueTask AddVerifierKeyAsync(LogIdentity log, long fromSize, string key, CancellationToken cancellationToken) =>
        store.AddVerifierKeyAsync(log, fromSize, key, cancellationToken);

    public ValueTask<IReadOnlyList<StoreFlaw>> FindStraysAsync(LogIdentity log, CancellationToken cancellationToken) =>
        store.FindStraysAsync(log, cancellationToken);

    public ValueTask<IReadOnlyList<StoreFlaw>> CheckSchemaAsync(CancellationToken cancellationToken) =>
        store.CheckSchemaAsync(cancellationToken);

    public ValueTask<IReadOnlyList<StoreFlaw>> CheckGuardsAsync(CancellationToken cancellationToken) =>
        store.CheckGuardsAsync(cancellationToken);

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
