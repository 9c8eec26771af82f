using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Tests;

/// <summary>A store in memory that does at each append what a test wants, with what it appends.</summary>
internal sealed class ScriptedStore(MemoryRows rows) : ILogStore
{
    private readonly MemoryStore store = new(rows);
    private int appends;
    private int held;

    /// <summary>Called on both sides of each append; what it throws reaches the caller, and what it waits for holds it up.</summary>
    public Func<AppendStep, LogIdentity, IReadOnlyList<SealedEntry>, Task> OnAppend { get; set; } = (_, _, _) => Task.CompletedTask;

    /// <summary>Called before persons are looked up, as sealing does; what it throws reaches the caller.</summary>
    public Action OnFind { get; set; } = () => { };

    /// <summary>Before entries are read.</summary>
    public Func<Task> OnRead { get; set; } = () => Task.CompletedTask;

    /// <summary>Called before a head is read, as the signer does.</summary>
    public Func<Task> OnHead { get; set; } = () => Task.CompletedTask;

    /// <summary>What its guards lack; what it throws reaches the caller.</summary>
    public Func<StoreFlaw[]> Flaws { get; set; } = () => [];

    /// <summary>Before the guards are looked at.</summary>
    public Func<CancellationToken, Task> Looking { get; set; } = _ => Task.CompletedTask;

    /// <summary>The process that used it is dead: nothing gets through any more.</summary>
    public bool IsDead { get; set; }

    public int Appends => Volatile.Read(ref appends);

    /// <summary>Whether the test itself holds an append or a reading up.</summary>
    public bool IsHeld => Volatile.Read(ref held) > 0;

    public string Name => store.Name;

    public int ConcurrentAppends { get; init; } = 1;

    public async ValueTask<IReadOnlyList<AppendResult>> AppendAsync(
        LogIdentity log,
        IReadOnlyList<SealedEntry> entries,
        long? people,
        CancellationToken cancellationToken)
    {
        Live();
        Interlocked.Increment(ref appends);
        await HoldAsync(OnAppend(AppendStep.BeforeCommit, log, entries), cancellationToken);
        Live();
        var results = await store.AppendAsync(log, entries, people, cancellationToken);
        await HoldAsync(OnAppend(AppendStep.AfterCommit, log, entries), cancellationToken);
        Live();
        return results;
    }

    public ValueTask<IReadOnlyList<LogIdentity>> ListLogsAsync(CancellationToken cancellationToken) =>
        Live().ListLogsAsync(cancellationToken);

    public ValueTask<LogIdentity?> FindLogAsync(string tenant, CancellationToken cancellationToken) =>
        Live().FindLogAsync(tenant, cancellationToken);

    public ValueTask<LogIdentity?> FindLogByIdAsync(string logId, CancellationToken cancellationToken) =>
        Live().FindLogByIdAsync(logId, cancellationToken);

    public ValueTask<EntryPage> ReadPageAsync(
        LogIdentity log,
        EntryFilter filter,
        EntryCursor? after,
        int count,
        CancellationToken cancellationToken) =>
        Live().ReadPageAsync(log, filter, after, count, cancellationToken);

    public ValueTask<long> CountAsync(LogIdentity log, EntryFilter filter, long most, CancellationToken cancellationToken) =>
        Live().CountAsync(log, filter, most, cancellationToken);

    public ValueTask<IReadOnlyList<string>> FindActionsAsync(
        LogIdentity log,
        string prefix,
        int most,
        CancellationToken cancellationToken) =>
        Live().FindActionsAsync(log, prefix, most, cancellationToken);

    public ValueTask<IReadOnlyList<string>> FindTargetTypesAsync(
        LogIdentity log,
        string id,
        int most,
        CancellationToken cancellationToken) =>
        Live().FindTargetTypesAsync(log, id, most, cancellationToken);

    public ValueTask<IReadOnlyList<StoredGroup>> CountGroupsAsync(
        LogIdentity log,
        EntryFilter filter,
        IReadOnlyList<GroupKey> keys,
        CancellationToken cancellationToken) =>
        Live().CountGroupsAsync(log, filter, keys, cancellationToken);

    public ValueTask<bool> SeesAllAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Live().SeesAllAsync(log, cancellationToken);

    public ValueTask<LogIdentity> CreateLogAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Live().CreateLogAsync(log, cancellationToken);

    public async ValueTask<StoredHead> ReadHeadAsync(LogIdentity log, CancellationToken cancellationToken)
    {
        await OnHead();
        return await Live().ReadHeadAsync(log, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<StoredEntry>> ReadEntriesAsync(
        LogIdentity log,
        long from,
        int count,
        CancellationToken cancellationToken)
    {
        await HoldAsync(OnRead(), cancellationToken);
        return await Live().ReadEntriesAsync(log, from, count, cancellationToken);
    }

    public ValueTask<long?> FindAsync(LogIdentity log, Guid eventId, CancellationToken cancellationToken) =>
        Live().FindAsync(log, eventId, cancellationToken);

    public ValueTask<IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>>> ReadTilesAsync(
        LogIdentity log,
        IReadOnlyCollection<TileId> tiles,
        CancellationToken cancellationToken) =>
        Live().ReadTilesAsync(log, tiles, cancellationToken);

    public ValueTask<string?> ReadCheckpointAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Live().ReadCheckpointAsync(log, cancellationToken);

    public ValueTask<IReadOnlyList<LogProgress>> ReadProgressAsync(CancellationToken cancellationToken) =>
        Live().ReadProgressAsync(cancellationToken);

    public ValueTask<bool> PublishInTurnAsync(LogIdentity log, string? published, Func<string> sign, CancellationToken cancellationToken) =>
        Live().PublishInTurnAsync(log, published, sign, cancellationToken);

    public ValueTask PublishCheckpointAsync(LogIdentity log, string note, CancellationToken cancellationToken) =>
        Live().PublishCheckpointAsync(log, note, cancellationToken);

    public ValueTask<FoundSubjects> FindSubjectsAsync(
        LogIdentity log,
        IReadOnlyCollection<Hash> identifiers,
        CancellationToken cancellationToken)
    {
        OnFind();
        return Live().FindSubjectsAsync(log, identifiers, cancellationToken);
    }

    public ValueTask<IReadOnlyList<StoredManifest>> ReadManifestsAsync(
        LogIdentity log,
        string? kind,
        CancellationToken cancellationToken) =>
        Live().ReadManifestsAsync(log, kind, cancellationToken);

    public ValueTask<IReadOnlyList<StoredSubject>> ReadSubjectsAsync(
        LogIdentity log,
        long from,
        int count,
        CancellationToken cancellationToken) =>
        Live().ReadSubjectsAsync(log, from, count, cancellationToken);

    public ValueTask<IReadOnlyList<StoredAlias>> FindAliasesAsync(
        LogIdentity log,
        IReadOnlyCollection<AliasHash> identifiers,
        CancellationToken cancellationToken) =>
        Live().FindAliasesAsync(log, identifiers, cancellationToken);

    public ValueTask<IReadOnlyList<StoredAlias>> ReadAliasesAsync(
        LogIdentity log,
        long from,
        int count,
        CancellationToken cancellationToken) =>
        Live().ReadAliasesAsync(log, from, count, cancellationToken);

    public ValueTask<IReadOnlyList<StoredHold>> ReadHoldsAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Live().ReadHoldsAsync(log, cancellationToken);

    public ValueTask<IReadOnlyList<StoredVerifierKey>> ReadVerifierKeysAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Live().ReadVerifierKeysAsync(log, cancellationToken);

    public ValueTask AddVerifierKeyAsync(LogIdentity log, long fromSize, string key, CancellationToken cancellationToken) =>
        Live().AddVerifierKeyAsync(log, fromSize, key, cancellationToken);

    public ValueTask<IReadOnlyList<StoreFlaw>> FindStraysAsync(LogIdentity log, CancellationToken cancellationToken) =>
        Live().FindStraysAsync(log, cancellationToken);

    public ValueTask<IReadOnlyList<StoreFlaw>> CheckSchemaAsync(CancellationToken cancellationToken) =>
        Live().CheckSchemaAsync(cancellationToken);

    public async ValueTask<IReadOnlyList<StoreFlaw>> CheckGuardsAsync(CancellationToken cancellationToken)
    {
        await Looking(cancellationToken);
        return [.. await Live().CheckGuardsAsync(cancellationToken), .. Flaws()];
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private async Task HoldAsync(Task script, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref held);
        try
        {
            await script.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref held);
        }
    }

    private MemoryStore Live() => IsDead ? throw new IOException("The process is dead.") : store;
}
