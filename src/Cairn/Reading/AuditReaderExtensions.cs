using System.Runtime.CompilerServices;

namespace Cairn;

/// <summary>What is often asked of an audit log.</summary>
public static class AuditReaderExtensions
{
    /// <summary>The history of one thing or person: everything that was done to it.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="type">What kind of thing: <c>invoice</c>, <c>user</c>, …</param>
    /// <param name="id">Its id, as it was reported.</param>
    /// <param name="cursor">Where the page begins; <see langword="null"/>: with the newest entry.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<AuditPage> GetHistoryAsync(
        this IAuditReader reader,
        string type,
        string id,
        string? cursor = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentException.ThrowIfNullOrEmpty(id);
        return reader.GetPageAsync(new() { Target = new(type, id) }, cursor, cancellationToken);
    }

    /// <summary>Everything that one request did, in the order in which it was recorded.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="requestId">The request's id, as it was reported.</param>
    /// <param name="cursor">Where the page begins; <see langword="null"/>: with the oldest entry.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <remarks>
    /// No index has requests: entries are looked at one after the other. Where the time is known, ask with
    /// <see cref="AuditQuery.OccurredFrom"/> and <see cref="AuditQuery.OccurredUntil"/>.
    /// </remarks>
    public static Task<AuditPage> GetRequestAsync(
        this IAuditReader reader,
        string requestId,
        string? cursor = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentException.ThrowIfNullOrEmpty(requestId);
        return reader.GetPageAsync(new() { RequestId = requestId, Order = AuditOrder.OldestFirst }, cursor, cancellationToken);
    }

    /// <summary>Everything of one operation, in the order in which it was recorded.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="operationId">The operation's id, as it was reported.</param>
    /// <param name="cursor">Where the page begins; <see langword="null"/>: with the oldest entry.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <inheritdoc cref="GetRequestAsync" path="/remarks"/>
    public static Task<AuditPage> GetOperationAsync(
        this IAuditReader reader,
        string operationId,
        string? cursor = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentException.ThrowIfNullOrEmpty(operationId);
        return reader.GetPageAsync(new() { OperationId = operationId, Order = AuditOrder.OldestFirst }, cursor, cancellationToken);
    }

    /// <summary>
    /// Every entry that a query asks for, read page by page as it is needed. Entries that cannot be read are left
    /// out: only pages name them.
    /// </summary>
    /// <param name="reader">The reader.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async IAsyncEnumerable<AuditEntry> GetAllAsync(
        this IAuditReader reader, AuditQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string? cursor = null;
        do
        {
            var page = await reader.GetPageAsync(query, cursor, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page.Entries)
            {
                yield return entry;
            }

            cursor = page.Next;
        }
        while (cursor is not null);
    }
}
