using System.Text;
using Cairn.Entries;
using Cairn.Hosting;
using Cairn.Intake;
using Cairn.Outbox;
using Cairn.Stores;

namespace Cairn.Contracts;

/// <summary>
/// What every outbox promises together with its relay. A driver's tests inherit it and say how theirs is made; each test
/// has a location of its own.
/// </summary>
public abstract partial class OutboxContract : IAsyncLifetime
{
    private readonly TempFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual ValueTask DisposeAsync()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Opens one more store on this test's location.</summary>
    internal abstract ILogStore OpenStore();

    /// <summary>Opens the outbox of this test's location, whose moves go into this store.</summary>
    internal abstract IOutbox OpenOutbox(ILogStore store);

    /// <summary>Calls <paramref name="fault"/> before and after each commit by which entries come into the log.</summary>
    internal abstract void OnAppend(ILogStore store, IOutbox outbox, Action<AppendStep>? fault);

    /// <summary>Writes rows in one transaction of the application's; the outbox gives positions and times.</summary>
    internal abstract Task WriteAsync(params IReadOnlyList<OutboxRow> rows);

    /// <summary>What is set aside, by position.</summary>
    internal abstract Task<IReadOnlyList<OutboxRefusal>> SetAsideAsync();

    /// <summary>Has a row that was set aside tried again.</summary>
    internal abstract Task PutBackAsync(long position);

    private protected static OutboxRow Row(AuditEvent e, string tenant = LogIdentity.DefaultTenant) =>
        Row(e.Id ?? throw new ArgumentException("Give the event an id."), EventJson.Write(e), tenant);

    private protected static OutboxRow Row(Guid id, string json, string tenant = LogIdentity.DefaultTenant) =>
        Row(id, Encoding.UTF8.GetBytes(json), tenant);

    private protected static OutboxRow[] Rows(int count, long from = 1, string tenant = LogIdentity.DefaultTenant) =>
        [.. Enumerable.Range(0, count).Select(i => Row(Some.Event(id: from + i), tenant))];

    private protected static async Task<List<Guid>> Ids(ILogStore store, string tenant = LogIdentity.DefaultTenant)
    {
        var ids = new List<Guid>();
        if (LogIdentity.Newest(await store.ListLogsAsync(Cancel), tenant) is { } log)
        {
            var size = (await store.ReadHeadAsync(log, Cancel)).Size;
            for (var from = 0L; from < size; from += 1_000)
            {
                ids.AddRange((await store.ReadEntriesAsync(log, from, 1_000, Cancel)).Select(e => e.Columns.EventId));
            }
        }

        return ids;
    }

    private protected static List<Guid> Numbers(int count, long from = 1) => [.. Enumerable.Range(0, count).Select(i => Some.Id(from + i))];

    private protected async Task<RelayedLog> OpenAsync(Func<ILogStore, IOutbox>? open = null, CairnOptions? options = null)
    {
        var store = OpenStore();
        var log = await CairnLog.OpenAsync(store, LogFiles.Beside(folder.File("audit")), options ?? new(), null);
        var outbox = (open ?? OpenOutbox)(store);
        return new(log, store, outbox, log.Relay(outbox, TimeSpan.FromSeconds(1)));
    }

    private static OutboxRow Row(Guid id, byte[] json, string tenant) =>
        new() { Position = 0, Tenant = tenant, EventId = id, Event = json, WrittenAt = Some.Time };
}
