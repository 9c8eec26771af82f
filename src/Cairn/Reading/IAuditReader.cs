namespace Cairn;

/// <summary>
/// Where an application reads its audit log: pages of entries, one entry, counts. Every entry was held against the signed tree's hash of it
/// before it is returned, and comes with the sentence that tells it. All members may be called from any thread.
/// </summary>
/// <remarks>A reader reads one tenant's newest log. <see cref="AuditReaderExtensions"/> has what is often asked for.</remarks>
public interface IAuditReader
{
    /// <summary>Reads a page of the entries that a query asks for.</summary>
    /// <param name="query">What is asked for, in which order, and how many entries at most.</param>
    /// <param name="cursor">
    /// Where the page begins: <see cref="AuditPage.Next"/> of the page before, for the same query; <see langword="null"/>: the first page.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The page; without entries where there is no log yet.</returns>
    /// <exception cref="ArgumentException">The query breaks a rule, or the cursor is not one of this query and log.</exception>
    /// <exception cref="CairnStoreException">The store cannot be read.</exception>
    Task<AuditPage> GetPageAsync(AuditQuery query, string? cursor = null, CancellationToken cancellationToken = default);

    /// <summary>Reads the entry at an index.</summary>
    /// <returns>The entry; <see langword="null"/>: there is none, or it has expired.</returns>
    /// <exception cref="AuditDamageException">What is stored there is no entry.</exception>
    /// <exception cref="CairnStoreException">The store cannot be read.</exception>
    Task<AuditEntry?> FindAsync(long index, CancellationToken cancellationToken = default);

    /// <summary>Reads the entry of an event.</summary>
    /// <returns>The entry; <see langword="null"/>: there is none, or it has expired.</returns>
    /// <exception cref="AuditDamageException">What the store has under this id is no entry, or another event's.</exception>
    /// <exception cref="CairnStoreException">The store cannot be read.</exception>
    Task<AuditEntry?> FindAsync(Guid eventId, CancellationToken cancellationToken = default);

    /// <summary>Counts the entries that a query asks for.</summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="atMost">Where counting ends.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The query breaks a rule.</exception>
    /// <exception cref="CairnStoreException">The store cannot be read.</exception>
    Task<AuditCount> CountAsync(AuditQuery query, long atMost = 10_000, CancellationToken cancellationToken = default);

    /// <summary>Counts the entries that a query asks for by one or two dimensions.</summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="grouping">By what.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">Query or grouping breaks a rule.</exception>
    /// <exception cref="CairnStoreException">The store cannot be read.</exception>
    Task<AuditStatistics> GetStatisticsAsync(AuditQuery query, AuditGrouping grouping, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes the entries that a query asks for, oldest first, up to those that were there when it began. It ends with their number and
    /// the checkpoint: without that end, the export is cut off.
    /// </summary>
    /// <param name="query">What is asked for; its order and page size count nothing.</param>
    /// <param name="output">Where it goes; it is flushed and stays open.</param>
    /// <param name="options">In which form; <see langword="null"/>: NDJSON.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What stands at the end.</returns>
    /// <exception cref="ArgumentException">The query breaks a rule, or the mark is not one of this query, log and form.</exception>
    /// <exception cref="CairnStoreException">The store cannot be read.</exception>
    Task<AuditExportEnd> ExportAsync(
        AuditQuery query, Stream output, AuditExportOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// New entries that a query asks for, within a second of their commit, in the order of the log, each once. It does not end, and goes
    /// on when a store that was lost comes back. Entries that cannot be read are left out: only pages name them.
    /// </summary>
    /// <param name="query">What is asked for; its order and page size count nothing.</param>
    /// <param name="after">
    /// <see cref="AuditTailEntry.Position"/> of the entry after which to go on, for the same query; <see langword="null"/>: what is
    /// recorded from now on.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentException">The query breaks a rule, or the position is not one of this query and log.</exception>
    IAsyncEnumerable<AuditTailEntry> TailAsync(AuditQuery query, string? after = null, CancellationToken cancellationToken = default);

    /// <summary>The same, for another tenant's log.</summary>
    /// <exception cref="ArgumentException">The tenant does not have the form of docs/spec/event.md.</exception>
    IAuditReader ForTenant(string tenant);

    /// <summary>
    /// The same, for the logs of several tenants together: for operators. Pages are in the order of the store's time. There is no entry at an
    /// index without a tenant: <see cref="FindAsync(long, CancellationToken)"/> throws <see cref="InvalidOperationException"/>.
    /// </summary>
    /// <param name="tenants">Whose; <see langword="null"/>: every tenant's that the store lets this login read.</param>
    /// <exception cref="ArgumentException">A tenant does not have the form of docs/spec/event.md, or none is named.</exception>
    IAuditReader ForTenants(IReadOnlyCollection<string>? tenants);

    /// <summary>The same, with the sentences in a language: where an action has none in it, in the application's first.</summary>
    /// <param name="culture">A name such as <c>de</c> or <c>pt-BR</c>; empty: the application's first.</param>
    /// <exception cref="ArgumentException">It is not the name of a culture.</exception>
    IAuditReader ForCulture(string culture);

    /// <summary>
    /// The same, for somebody who may see only these classes of disclosures: the others are withheld, and nothing is found by what they
    /// say. Never more than this reader sees.
    /// </summary>
    IAuditReader ForClasses(AuditClasses classes);

    /// <summary>The same, for somebody who may see only entries that this query asks for: everything else is as if it were not there.</summary>
    /// <exception cref="ArgumentException">The query breaks a rule.</exception>
    IAuditReader Within(AuditQuery query);
}

/// <summary>How many entries there are.</summary>
/// <param name="Count">So many were counted.</param>
/// <param name="IsMore">Whether counting ended before all were counted.</param>
public readonly record struct AuditCount(long Count, bool IsMore);
