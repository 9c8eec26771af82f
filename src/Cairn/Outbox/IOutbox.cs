using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Outbox;

/// <summary>
/// A table of events in an application's database, as its relay sees it. Rows appear whenever the application commits;
/// positions give their order.
/// </summary>
internal interface IOutbox : IAsyncDisposable
{
    /// <summary>What a person calls it, without passwords: <c>public.cairn_outbox</c>.</summary>
    string Name { get; }

    /// <summary>
    /// The oldest rows that wait, by position: at most so many and about so many bytes, but one at least. Takes no lock: another relay
    /// may move them meanwhile.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="bytes">How many bytes of events.</param>
    /// <param name="without">Tenants whose rows are passed over.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<OutboxRow>> ReadAsync(
        int count,
        long bytes,
        IReadOnlyCollection<string> without,
        CancellationToken cancellationToken);

    /// <summary>What waits, and how long it has.</summary>
    ValueTask<OutboxBacklog> MeasureAsync(CancellationToken cancellationToken);

    /// <summary>Begins to move rows, as the only relay that does. <see langword="null"/>: another one is at work.</summary>
    ValueTask<IOutboxMove?> BeginAsync(IReadOnlyList<long> positions, CancellationToken cancellationToken);
}

/// <summary>Rows on their way into a log. Disposed before it is complete, they are all where they were.</summary>
internal interface IOutboxMove : IAsyncDisposable
{
    /// <summary>Which of the rows asked for are still there.</summary>
    IReadOnlySet<long> Positions { get; }

    /// <summary>
    /// Appends their entries, as a store does: in this move's transaction where the log is in the same database, else committed to
    /// the log when it returns.
    /// </summary>
    /// <inheritdoc cref="ILogStore.AppendAsync"/>
    ValueTask<IReadOnlyList<AppendResult>> AppendAsync(
        LogIdentity log,
        IReadOnlyList<SealedEntry> entries,
        long? people,
        CancellationToken cancellationToken);

    /// <summary>Removes what was moved, sets aside what was refused, and commits.</summary>
    ValueTask CompleteAsync(IReadOnlyList<long> moved, IReadOnlyList<OutboxRefusal> refused, CancellationToken cancellationToken);
}
