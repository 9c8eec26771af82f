using Cairn.Entries;

namespace Cairn.Stores;

/// <summary>
/// The ways out of a store: removes what a committed manifest names, and nothing else. Cairn's own entries never go; neither do indexes
/// from the manifest's own on, what a hold in force keeps, and what is younger than the store's floors (<see cref="Floors"/>). Hashes and
/// manifests stay for ever.
/// </summary>
/// <remarks>
/// Its contract is <c>StoreLifecycleContract</c> in tests/Cairn.Contracts. Every member may be called again after it failed or the process
/// died: what is gone is passed over. A person is named by an entry while a disclosure <c>actor</c>, <c>actor.contact</c> or <c>targets</c>
/// of that entry is about them; their rows in the directory and among the aliases leave with the last such disclosure, before the call
/// returns, and the head's counter of people moves on.
/// </remarks>
internal interface IStoreLifecycle
{
    /// <summary>
    /// Deletes the entries that the plan at this index names, with all that stands beside them, but for those that a hold or a floor keeps.
    /// </summary>
    /// <exception cref="CairnStoreException">
    /// Nothing was deleted: there is no committed <c>expiry_planned</c> manifest of this log at that index, or it is not yet time.
    /// </exception>
    ValueTask<ExpiryResult> ExpireAsync(LogIdentity log, long plan, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes those disclosures of the entries at these indexes whose digests the <c>erased</c> manifest names; of each such entry also
    /// the keyed digest of its event, and the row of its network where that disclosure went.
    /// </summary>
    /// <exception cref="CairnStoreException">
    /// Nothing was deleted: there is no committed <c>erased</c> manifest of this log at that index, or a hold keeps one of the entries.
    /// </exception>
    ValueTask<ErasureResult> EraseAsync(
        LogIdentity log,
        long manifest,
        IReadOnlyCollection<long> indexes,
        CancellationToken cancellationToken);

    /// <summary>
    /// Drops the rows of all entries that were stored in a month (UTC; written 202611), of every log, where each of them is named by an
    /// <c>expiry_planned</c> manifest of its log whose time has come, and none is held or kept by a floor. Cairn's own entries of that
    /// month stay and do not count.
    /// </summary>
    /// <returns>How many entries went; <see langword="null"/>: something in it has to stay, and nothing was dropped.</returns>
    ValueTask<long?> DropMonthAsync(int month, CancellationToken cancellationToken);
}

/// <summary>What an expiry did.</summary>
/// <param name="Deleted">How many entries this call deleted.</param>
/// <param name="Gone">How many of the plan's indexes have no entry now, whichever call deleted them.</param>
/// <param name="Persons">How many persons left.</param>
/// <param name="Held">The indexes of the plan that holds keep, ascending and apart.</param>
internal sealed record ExpiryResult(long Deleted, long Gone, long Persons, IReadOnlyList<IndexRange> Held);

/// <summary>What an erasure did.</summary>
/// <param name="Disclosures">How many disclosures this call deleted.</param>
/// <param name="Persons">How many persons left.</param>
internal sealed record ErasureResult(long Disclosures, long Persons);
