using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Contracts;

/// <summary>Calls to a store as most tests mean them.</summary>
internal static class StoreExtensions
{
    /// <summary>Appends without asking whether persons left.</summary>
    public static ValueTask<IReadOnlyList<AppendResult>> AppendAsync(
        this ILogStore store, LogIdentity log, IReadOnlyList<SealedEntry> entries, CancellationToken cancellationToken) =>
        store.AppendAsync(log, entries, null, cancellationToken);

    /// <summary>The manifests of every kind.</summary>
    public static ValueTask<IReadOnlyList<StoredManifest>> ReadManifestsAsync(
        this ILogStore store,
        LogIdentity log,
        CancellationToken cancellationToken) =>
        store.ReadManifestsAsync(log, null, cancellationToken);

    /// <summary>What the directory has of these identifiers.</summary>
    public static async Task<IReadOnlyDictionary<Merkle.Hash, StoredSubject>> SubjectsAsync(
        this ILogStore store, LogIdentity log, IReadOnlyCollection<Merkle.Hash> identifiers, CancellationToken cancellationToken) =>
        (await store.FindSubjectsAsync(log, identifiers, cancellationToken)).Rows;
}
