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

    /// <summary>The same, for another tenant's log.</summary>
    /// <exception cref="ArgumentException">The tenant does not have the form of docs/spec/event.md.</exception>
    IAuditReader ForTenant(string tenant);

    /// <summary>The same, with the sentences in a language: where an action has none in it, in the application's first.</summary>
    /// <param name="culture">A name such as <c>de</c> or <c>pt-BR</c>; empty: the application's first.</param>
    /// <exception cref="ArgumentException">It is not the name of a culture.</exception>
    IAuditReader ForCulture(string culture);
}

/// <summary>How many entries there are.</summary>
/// <param name="Count">So many were counted.</param>
/// <param name="IsMore">Whether counting ended before all were counted.</param>
public readonly record struct AuditCount(long Count, bool IsMore);
