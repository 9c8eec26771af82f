using Cairn.Entries;
using Cairn.Merkle;

namespace Cairn.Stores;

/// <summary>The reference store: what the contract asks for, as plainly as it can be said. Its logs end with the process.</summary>
internal sealed class MemoryStore(MemoryRows rows) : ILogStore, IStoreLifecycle
{
    public MemoryStore()
        : this(new())
    {
    }

    public string Name => "memory";

    public int ConcurrentAppends => 1;

    /// <summary>The rows themselves, for tests that alter them.</summary>
    public MemoryRows Rows => rows;

    /// <summary>Says whether a plan's time has come.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Called on both sides of each write; what it throws reaches the caller.</summary>
    public Action<AppendStep>? OnAppend { get; set; }

    public ValueTask<IReadOnlyList<LogIdentity>> ListLogsAsync(CancellationToken cancellationToken) => Locked<IReadOnlyList<LogIdentity>>(
        () => [.. rows.Logs.Select(l => l.Identity).OrderBy(l => l.Tenant, StringComparer.Ordinal).ThenBy(l => l.Generation)],
        cancellationToken);

    public ValueTask<LogIdentity?> FindLogAsync(string tenant, CancellationToken cancellationToken) =>
        Locked(() => rows.Logs.Select(l => l.Identity).Where(l => l.Tenant == tenant).MaxBy(l => l.Generation), cancellationToken);

    public ValueTask<LogIdentity?> FindLogByIdAsync(string logId, CancellationToken cancellationToken) =>
        Locked(() => rows.Logs.Find(l => l.Identity.LogId == logId)?.Identity, cancellationToken);

    public ValueTask<LogIdentity> CreateLogAsync(LogIdentity log, CancellationToken cancellationToken) => Locked(
        () =>
        {
            var known = rows.Logs.Find(l => l.Identity.Tenant == log.Tenant && l.Identity.Generation == log.Generation);
            if (known is null)
            {
                rows.Logs.Add(known = new(log with { Key = rows.Logs.Count + 1 }));
            }

            return known.Identity;
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<AppendResult>> AppendAsync(
        LogIdentity log,
        IReadOnlyList<SealedEntry> entries,
        long? people,
        CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<AppendResult>>(
            () =>
            {
                var append = new MemoryAppend(rows.Of(log), people);
                AppendResult[] results = [.. entries.Select(append.Add)];
                OnAppend?.Invoke(AppendStep.BeforeCommit);
                append.Commit();
                OnAppend?.Invoke(AppendStep.AfterCommit);
                return results;
            },
            cancellationToken);

    public ValueTask<StoredHead> ReadHeadAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Locked(() => rows.Of(log).Head, cancellationToken);

    public ValueTask<IReadOnlyList<StoredEntry>> ReadEntriesAsync(
        LogIdentity log,
        long from,
        int count,
        CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<StoredEntry>>(
            () => [.. rows.Of(log).Entries.Where(e => IndexRange.Of(from, count).Contains(e.Key)).Select(e => e.Value)], cancellationToken);

    public ValueTask<EntryPage> ReadPageAsync(
        LogIdentity log,
        EntryFilter filter,
        EntryCursor? after,
        int count,
        CancellationToken cancellationToken) =>
        Locked(() => MemoryPages.Read(rows.Of(log), filter, after, count), cancellationToken);

    public ValueTask<long> CountAsync(LogIdentity log, EntryFilter filter, long most, CancellationToken cancellationToken) =>
        Locked(() => Math.Min(most, rows.Of(log).Entries.Values.LongCount(filter.Holds)), cancellationToken);

    public ValueTask<IReadOnlyList<string>> FindActionsAsync(
        LogIdentity log,
        string prefix,
        int most,
        CancellationToken cancellationToken) =>
        Locked(() => MemoryPages.Actions(rows.Of(log), prefix, most), cancellationToken);

    public ValueTask<IReadOnlyList<string>> FindTargetTypesAsync(
        LogIdentity log,
        string id,
        int most,
        CancellationToken cancellationToken) =>
        Locked(() => MemoryPages.TargetTypes(rows.Of(log), id, most), cancellationToken);

    public ValueTask<IReadOnlyList<StoredGroup>> CountGroupsAsync(
        LogIdentity log,
        EntryFilter filter,
        IReadOnlyList<GroupKey> keys,
        CancellationToken cancellationToken) =>
        Locked(() => GroupCounts.Of(rows.Of(log).Entries.Values.Where(filter.Holds), keys), cancellationToken);

    public ValueTask<bool> SeesAllAsync(LogIdentity log, CancellationToken cancellationToken) => Locked(() => true, cancellationToken);

    public ValueTask<long?> FindAsync(LogIdentity log, Guid eventId, CancellationToken cancellationToken) =>
        Locked(() => rows.Of(log).Find(eventId)?.Index, cancellationToken);

    public ValueTask<IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>>> ReadTilesAsync(
        LogIdentity log, IReadOnlyCollection<TileId> tiles, CancellationToken cancellationToken) =>
        Locked<IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>>>(
            () => tiles.Distinct().Where(rows.Of(log).Tiles.ContainsKey).ToDictionary(t => t, t => rows.Of(log).Tiles[t]),
            cancellationToken);

    public ValueTask<string?> ReadCheckpointAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Locked(() => rows.Of(log).Checkpoint, cancellationToken);

    public ValueTask<IReadOnlyList<LogProgress>> ReadProgressAsync(CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<LogProgress>>(
            () =>
            [
                .. rows.Logs.OrderBy(l => l.Identity.Tenant, StringComparer.Ordinal).ThenBy(l => l.Identity.Generation)
                    .Select(l => new LogProgress(l.Identity, l.Head.Size, l.Checkpoint)),
            ],
            cancellationToken);

    public async ValueTask<bool> PublishInTurnAsync(
        LogIdentity log,
        string? published,
        Func<string> sign,
        CancellationToken cancellationToken)
    {
        if (!await Locked(() => rows.Of(log).Checkpoint == published && rows.Turns.Add(log.Key), cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        try
        {
            await PublishCheckpointAsync(log, sign(), cancellationToken).ConfigureAwait(false);
            return true;
        }
        finally
        {
            await Locked(() => rows.Turns.Remove(log.Key), CancellationToken.None).ConfigureAwait(false);
        }
    }

    public async ValueTask PublishCheckpointAsync(LogIdentity log, string note, CancellationToken cancellationToken) =>
        await Locked(() => rows.Of(log).Checkpoint = note, cancellationToken).ConfigureAwait(false);

    public ValueTask<FoundSubjects> FindSubjectsAsync(
        LogIdentity log,
        IReadOnlyCollection<Hash> identifiers,
        CancellationToken cancellationToken) =>
        Locked(
            () => new FoundSubjects(
                rows.Of(log).Head.People,
                identifiers.Distinct().Where(rows.Of(log).Directory.ContainsKey).ToDictionary(i => i, i => rows.Of(log).Directory[i])),
            cancellationToken);

    public ValueTask<IReadOnlyList<StoredAlias>> FindAliasesAsync(
        LogIdentity log,
        IReadOnlyCollection<AliasHash> identifiers,
        CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<StoredAlias>>(
            () => [.. rows.Of(log).Aliases.Values.Where(a => identifiers.Contains(a.Identifier))], cancellationToken);

    public ValueTask<IReadOnlyList<StoredManifest>> ReadManifestsAsync(
        LogIdentity log,
        string? kind,
        CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<StoredManifest>>(
            () => [.. rows.Of(log).Manifests.Values.Where(m => kind is null || m.Kind == kind)], cancellationToken);

    public ValueTask<IReadOnlyList<StoredHold>> ReadHoldsAsync(
        LogIdentity log,
        CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<StoredHold>>(
            () => [.. rows.Of(log).Holds.OrderBy(h => h.Hold, StringComparer.Ordinal).ThenBy(h => h.From).ThenBy(h => h.To)],
            cancellationToken);

    public ValueTask<IReadOnlyList<StoredVerifierKey>> ReadVerifierKeysAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<StoredVerifierKey>>(() => [.. rows.Of(log).VerifierKeys], cancellationToken);

    public async ValueTask AddVerifierKeyAsync(LogIdentity log, long fromSize, string key, CancellationToken cancellationToken) =>
        await Locked(
            () =>
            {
                var keys = rows.Of(log).VerifierKeys;
                if (VerifierKeys.IsNew(keys.LastOrDefault(), fromSize, key))
                {
                    keys.Add(new(fromSize, key));
                }

                return true;
            },
            cancellationToken).ConfigureAwait(false);

    public ValueTask<ExpiryResult> ExpireAsync(LogIdentity log, long plan, CancellationToken cancellationToken) =>
        Locked(() => Committed(() => new MemoryLifecycle(rows, rows.Of(log), Clock.GetUtcNow()).Expire(plan)), cancellationToken);

    public ValueTask<ErasureResult> EraseAsync(
        LogIdentity log,
        long manifest,
        IReadOnlyCollection<long> indexes,
        CancellationToken cancellationToken) =>
        Locked(
            () => Committed(() => new MemoryLifecycle(rows, rows.Of(log), Clock.GetUtcNow()).Erase(manifest, indexes)), cancellationToken);

    public ValueTask<long?> DropMonthAsync(int month, CancellationToken cancellationToken) =>
        Locked(() => Committed(() => MemoryLifecycle.DropMonth(rows, month, Clock.GetUtcNow())), cancellationToken);

    public ValueTask<IReadOnlyList<StoredSubject>> ReadSubjectsAsync(
        LogIdentity log,
        long from,
        int count,
        CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<StoredSubject>>(
            () =>
                [.. rows.Of(log).Directory.Values.Where(r => IndexRange.Of(from, count).Contains(r.FirstIndex)).OrderBy(r => r.FirstIndex)],
            cancellationToken);

    public ValueTask<IReadOnlyList<StoredAlias>> ReadAliasesAsync(
        LogIdentity log,
        long from,
        int count,
        CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<StoredAlias>>(
            () => [.. rows.Of(log).Aliases.Values.Where(r => IndexRange.Of(from, count).Contains(r.FirstIndex)).OrderBy(r => r.FirstIndex)],
            cancellationToken);

    public ValueTask<IReadOnlyList<StoreFlaw>> FindStraysAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Locked(() => MemoryStrays.Of(rows.Of(log)), cancellationToken);

    public ValueTask<IReadOnlyList<StoreFlaw>> CheckSchemaAsync(CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<StoreFlaw>>(() => [], cancellationToken);

    public ValueTask<IReadOnlyList<StoreFlaw>> CheckGuardsAsync(CancellationToken cancellationToken) => CheckSchemaAsync(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // What fails before the commit has deleted nothing: memory has nothing to roll back, so it is asked first.
    private T Committed<T>(Func<T> delete)
    {
        OnAppend?.Invoke(AppendStep.BeforeCommit);
        var result = delete();
        OnAppend?.Invoke(AppendStep.AfterCommit);
        return result;
    }

    private ValueTask<T> Locked<T>(Func<T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (rows.Lock)
        {
            return ValueTask.FromResult(work());
        }
    }
}
