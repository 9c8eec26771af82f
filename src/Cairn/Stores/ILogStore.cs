using Cairn.Entries;
using Cairn.Merkle;

namespace Cairn.Stores;

/// <summary>
/// Where logs are kept. Each log is appended to at its head and read by index; nothing is replaced and nothing is deleted here. What goes,
/// goes through <see cref="IStoreLifecycle"/>.
/// </summary>
/// <remarks>
/// Its contract is <c>LogStoreContract</c> in tests/Cairn.Contracts; every driver's tests inherit it. All members may
/// be called from any thread.
/// </remarks>
internal interface ILogStore : IAsyncDisposable
{
    /// <summary>What a person calls this store, without passwords: <c>sqlite:audit.db</c>.</summary>
    string Name { get; }

    /// <summary>What its operator should see to though it works; <see langword="null"/>: nothing. Quick, and never throws.</summary>
    string? Trouble => null;

    /// <summary>How many appends, of different logs, it does at once with gain: 1 where a lock makes them take turns.</summary>
    int ConcurrentAppends { get; }

    /// <summary>Every log, by tenant and generation; with its keys where this login may read them.</summary>
    ValueTask<IReadOnlyList<LogIdentity>> ListLogsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The newest log of a tenant, or <see langword="null"/>; with its keys where this login may read them. No other log is read for it.
    /// </summary>
    ValueTask<LogIdentity?> FindLogAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>
    /// The log of an id, or <see langword="null"/>; with its keys where this login may read them. No other log is read for it.
    /// </summary>
    ValueTask<LogIdentity?> FindLogByIdAsync(string logId, CancellationToken cancellationToken);

    /// <summary>Makes the log and its keys durable, or returns the one that already has its tenant and generation.</summary>
    ValueTask<LogIdentity> CreateLogAsync(LogIdentity log, CancellationToken cancellationToken);

    /// <summary>
    /// Appends at the head in one transaction: known ids are dropped, the others take the next indexes in the order given.
    /// When it returns, the entries survive a power cut. When it throws, either all of them are there or none; appending the same entries
    /// again is safe. Persons and aliases that are new come in with their entry, and so do the ranges of a hold that an entry places; those
    /// of one that it lifts go.
    /// </summary>
    /// <param name="log">The log.</param>
    /// <param name="entries">Sealed for it.</param>
    /// <param name="people">
    /// How often persons had left when the names in these entries were looked up (<see cref="StoredHead.People"/>);
    /// <see langword="null"/>: none were.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One answer for each entry, in order.</returns>
    /// <exception cref="SubjectRaceException">
    /// Another process brought one of the new subjects meanwhile, or persons left; nothing was appended. Seal again.
    /// </exception>
    /// <exception cref="EntryRefusedException">
    /// The store takes these entries never; nothing was appended. Anything else that is thrown may pass.
    /// </exception>
    ValueTask<IReadOnlyList<AppendResult>> AppendAsync(
        LogIdentity log,
        IReadOnlyList<SealedEntry> entries,
        long? people,
        CancellationToken cancellationToken);

    /// <summary>Size, right edge and time of the log as committed, and how often persons left it.</summary>
    ValueTask<StoredHead> ReadHeadAsync(LogIdentity log, CancellationToken cancellationToken);

    /// <summary>
    /// The entries that are stored at indexes from <paramref name="from"/>, at most <paramref name="count"/> indexes on, ascending;
    /// expired ones are left out.
    /// </summary>
    ValueTask<IReadOnlyList<StoredEntry>> ReadEntriesAsync(LogIdentity log, long from, int count, CancellationToken cancellationToken);

    /// <summary>
    /// Under which producer and number entries stand, by index; one that is gone or no leaf is left out. Whoever may append may ask this.
    /// </summary>
    async ValueTask<IReadOnlyDictionary<long, EntryNumber>> ReadNumbersAsync(
        LogIdentity log,
        IReadOnlyCollection<long> indexes,
        CancellationToken cancellationToken)
    {
        const int Page = 1_000;
        var (numbers, until) = (new Dictionary<long, EntryNumber>(), -1L);
        foreach (var index in indexes.Order())
        {
            if (index < until)
            {
                continue; // A batch that comes again stands in a row: it is read at once.
            }

            until = index + Page;
            foreach (var entry in await ReadEntriesAsync(log, index, Page, cancellationToken).ConfigureAwait(false))
            {
                if (LeafReader.TryParse(entry.Leaf.Span, out var leaf, out _))
                {
                    numbers[entry.Index] = new(leaf!.Producer, leaf.Seq); // Parsed.
                }
            }
        }

        return numbers;
    }

    /// <summary>
    /// A page of the entries that a filter asks for, found along <see cref="EntryFilter.Lead"/> and in the order of the filter. It costs
    /// the same wherever it begins, as long as the filter does not <see cref="EntryFilter.Scans">scan</see>.
    /// </summary>
    /// <param name="log">The log.</param>
    /// <param name="filter">What must hold.</param>
    /// <param name="after">The cursor of the page before; <see langword="null"/>: from the beginning.</param>
    /// <param name="count">How many entries at most; 1 or more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<EntryPage> ReadPageAsync(
        LogIdentity log,
        EntryFilter filter,
        EntryCursor? after,
        int count,
        CancellationToken cancellationToken);

    /// <summary>How many entries a filter asks for; counting ends at <paramref name="most"/>.</summary>
    ValueTask<long> CountAsync(LogIdentity log, EntryFilter filter, long most, CancellationToken cancellationToken);

    /// <summary>The actions that entries of this log have and that begin so, ascending; the first so many.</summary>
    ValueTask<IReadOnlyList<string>> FindActionsAsync(LogIdentity log, string prefix, int most, CancellationToken cancellationToken);

    /// <summary>The types of targets that have this id in entries of this log, as leaves spell them, ascending; the first so many.</summary>
    ValueTask<IReadOnlyList<string>> FindTargetTypesAsync(LogIdentity log, string id, int most, CancellationToken cancellationToken);

    /// <summary>How many entries that a filter asks for have the same keys; in no order, and the filter's order counts nothing.</summary>
    /// <param name="log">The log.</param>
    /// <param name="filter">What must hold.</param>
    /// <param name="keys">One or two keys.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<StoredGroup>> CountGroupsAsync(
        LogIdentity log,
        EntryFilter filter,
        IReadOnlyList<GroupKey> keys,
        CancellationToken cancellationToken);

    /// <summary>Whether this login sees every entry of a log: only then is what it does not see gone.</summary>
    ValueTask<bool> SeesAllAsync(LogIdentity log, CancellationToken cancellationToken);

    /// <summary>The index of an event, or <see langword="null"/>.</summary>
    ValueTask<long?> FindAsync(LogIdentity log, Guid eventId, CancellationToken cancellationToken);

    /// <summary>The stored hashes of these tiles, 32 bytes each, open tiles included; a tile that is not stored is left out.</summary>
    ValueTask<IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>>> ReadTilesAsync(
        LogIdentity log,
        IReadOnlyCollection<TileId> tiles,
        CancellationToken cancellationToken);

    /// <summary>The newest signed checkpoint, or <see langword="null"/> before the first.</summary>
    ValueTask<string?> ReadCheckpointAsync(LogIdentity log, CancellationToken cancellationToken);

    /// <summary>Every log with its committed size and its newest checkpoint, at one moment: by tenant and generation.</summary>
    ValueTask<IReadOnlyList<LogProgress>> ReadProgressAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Signs and publishes in this host's turn: when no other host is doing so for this log, and <paramref name="published"/> is still
    /// the newest checkpoint, it calls <paramref name="sign"/> and publishes what that returns. It never waits for another host, and the
    /// turn of a host that dies is free. A store that only hosts of one machine use gives the turn to all of them: the lock beside the
    /// key makes them take turns.
    /// </summary>
    /// <returns>Whether it was this host's turn.</returns>
    ValueTask<bool> PublishInTurnAsync(LogIdentity log, string? published, Func<string> sign, CancellationToken cancellationToken);

    /// <summary>Publishes a signed checkpoint in the place of an older one.</summary>
    ValueTask PublishCheckpointAsync(LogIdentity log, string note, CancellationToken cancellationToken);

    /// <summary>
    /// The rows the directory holds for these identifiers, unknown ones left out, and how often persons had left at that moment.
    /// </summary>
    ValueTask<FoundSubjects> FindSubjectsAsync(LogIdentity log, IReadOnlyCollection<Hash> identifiers, CancellationToken cancellationToken);

    /// <summary>Who is called so: for each identifier every row, unknown ones left out.</summary>
    ValueTask<IReadOnlyList<StoredAlias>> FindAliasesAsync(
        LogIdentity log,
        IReadOnlyCollection<AliasHash> identifiers,
        CancellationToken cancellationToken);

    /// <summary>The manifests of Cairn's own entries, ascending by index.</summary>
    /// <param name="log">The log.</param>
    /// <param name="kind">Only those whose row is of this kind; <see langword="null"/>: all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<StoredManifest>> ReadManifestsAsync(LogIdentity log, string? kind, CancellationToken cancellationToken);

    /// <summary>The ranges that holds in force keep, by hold and ascending.</summary>
    ValueTask<IReadOnlyList<StoredHold>> ReadHoldsAsync(LogIdentity log, CancellationToken cancellationToken);

    /// <summary>The keys that signed this log, in the order of the sizes from which on they did.</summary>
    ValueTask<IReadOnlyList<StoredVerifierKey>> ReadVerifierKeysAsync(LogIdentity log, CancellationToken cancellationToken);

    /// <summary>Writes down that this key signs the log from a size on; nothing to do where the newest one is the same key.</summary>
    /// <exception cref="CairnStoreException">Another key signs from that size or a later one: keys follow each other.</exception>
    ValueTask AddVerifierKeyAsync(LogIdentity log, long fromSize, string key, CancellationToken cancellationToken);

    /// <summary>The directory rows that entries at these indexes brought.</summary>
    ValueTask<IReadOnlyList<StoredSubject>> ReadSubjectsAsync(LogIdentity log, long from, int count, CancellationToken cancellationToken);

    /// <summary>The aliases that entries at these indexes brought, ascending.</summary>
    ValueTask<IReadOnlyList<StoredAlias>> ReadAliasesAsync(LogIdentity log, long from, int count, CancellationToken cancellationToken);

    /// <summary>
    /// Rows that belong to no entry of this log: beyond its end, at an index without an entry, tiles no tree of that size has.
    /// In words, at most 1,000.
    /// </summary>
    ValueTask<IReadOnlyList<StoreFlaw>> FindStraysAsync(LogIdentity log, CancellationToken cancellationToken);

    /// <summary>
    /// What the store's own guards lack: triggers, tables, indexes missing or altered, rows of no log. Empty when all is as Cairn makes it.
    /// </summary>
    ValueTask<IReadOnlyList<StoreFlaw>> CheckSchemaAsync(CancellationToken cancellationToken);

    /// <summary>What <see cref="CheckSchemaAsync"/> finds without reading a row: quick, however long the logs are.</summary>
    ValueTask<IReadOnlyList<StoreFlaw>> CheckGuardsAsync(CancellationToken cancellationToken);
}
