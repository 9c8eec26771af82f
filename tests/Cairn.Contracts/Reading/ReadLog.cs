using Cairn.Entries;
using Cairn.Events;
using Cairn.Intake;
using Cairn.Reading;
using Cairn.Recording;
using Cairn.Stores;

namespace Cairn.Contracts;

/// <summary>A log that events are recorded in as an application records them, a second apart, and its reader.</summary>
internal sealed class ReadLog : IAsyncDisposable
{
    private readonly BatchSealer sealer;
    private readonly FixedClock clock;
    private readonly bool ownsStore;

    private ReadLog(ILogStore store, LogIdentity log, ReaderSettings settings, FixedClock clock, bool ownsStore)
    {
        (Store, Identity, this.clock, this.ownsStore) = (store, log, clock, ownsStore);
        sealer = new(store, settings.Persons, Some.Fill(), clock, settings.IndexesAddresses);
        Reader = LogReader.OfLog(store, log, settings with { Clock = clock });
    }

    public FixedClock Clock => clock;

    public ILogStore Store { get; }

    public LogIdentity Identity { get; }

    public LogReader Reader { get; }

    public static async Task<ReadLog> MakeAsync(ILogStore store, ReaderSettings? settings = null) =>
        new(
            store,
            await store.CreateLogAsync(Some.Log(), TestContext.Current.CancellationToken),
            settings ?? AuditReaderContract.Settings,
            new(),
            ownsStore: true);

    /// <summary>Another tenant's log in the same store, by the same clock.</summary>
    public async Task<ReadLog> BesideAsync(string tenant) => new(
        Store,
        await Store.CreateLogAsync(Some.Log(tenant), TestContext.Current.CancellationToken),
        AuditReaderContract.Settings,
        clock,
        ownsStore: false);

    /// <summary>Records an event.</summary>
    /// <returns>The event as the log took it, and its receipt.</returns>
    public async Task<(AuditEvent Taken, AuditReceipt Receipt)> AddAsync(AuditEvent sent)
    {
        var all = await AddAsync([sent]);
        return (all.Taken[0], all.Receipts[0]);
    }

    /// <summary>Records events, each at its own time.</summary>
    public async Task<(List<AuditEvent> Taken, List<AuditReceipt> Receipts)> AddAsync(IReadOnlyList<AuditEvent> sent)
    {
        var (cancel, all, receipts) = (TestContext.Current.CancellationToken, new List<AuditEvent>(), new List<AuditReceipt>());
        foreach (var e in sent)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            var taken = new EventIntake(ActionCatalog.Standard).Take(e with { Id = e.Id ?? Guid.CreateVersion7(clock.GetUtcNow()) });
            taken = taken with { OccurredAt = taken.OccurredAt ?? clock.GetUtcNow() };
            var batch = await sealer.SealAsync(new(Identity, [new DirectEvent(taken)], null), cancel);
            var result = (await Store.AppendAsync(Identity, batch.Entries!, batch.People, cancel))[0]; // Sealed.
            all.Add(taken);
            receipts.Add(new(Identity.LogId, result.Index, taken.Id!.Value, result.LeafHash.ToString())); // Given above.
        }

        return (all, receipts);
    }

    /// <summary>The indexes of all pages of a query.</summary>
    public async Task<List<long>> IndexesAsync(AuditQuery query)
    {
        var (indexes, cursor) = (new List<long>(), (string?)null);
        do
        {
            var page = await Reader.GetPageAsync(query, cursor, TestContext.Current.CancellationToken);
            Assert.All(page.Entries, e => Assert.Empty(e.Problems));
            indexes.AddRange(page.Entries.Select(e => e.Index));
            cursor = page.Next;
        }
        while (cursor is not null);
        return indexes;
    }

    public ValueTask DisposeAsync() => ownsStore ? Store.DisposeAsync() : ValueTask.CompletedTask;
}
