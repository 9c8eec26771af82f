using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cairn.Postgres.Tests.Roles;

/// <summary>What whoever records needs, with the one role that the guide names for it.</summary>
public sealed class WriterAloneTests : IAsyncLifetime
{
    private static readonly AuditAction Declared = new("invoice.paid", "billing", "{actor} paid {target}");

    private readonly TempFolder folder = new();
    private TestDatabase database = null!; // These are made before each test.
    private string writer = null!;
    private string keeper = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.MigratedAsync();
        writer = await database.LoginAsync("writer");
        keeper = await database.LoginAsync("keeper");
    }

    public async ValueTask DisposeAsync()
    {
        folder.Dispose();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_host_that_may_only_record_takes_up_what_was_left_declares_signs_and_replays()
    {
        await using (var host = await OpenAsync())
        {
            host.Record(Declared.By(AuditActor.User("u1")) with { Id = Some.Id(1) });
        }

        // As after a crash between the commit and the spool's note of it: the same events come again, one under another number.
        await using (var host = await OpenAsync(spool: "other"))
        {
            host.Record(Declared.By(AuditActor.User("u1")) with { Id = Some.Id(1) });
            host.Record(Declared.By(AuditActor.User("u2")) with { Id = Some.Id(2) });
            await host.RecordAsync(StandardActions.LoginSucceeded.By(AuditActor.User("u3")), Cancel);
        }

        await using var store = await TestDatabase.OpenAsync(keeper);
        var log = Assert.Single(await store.ListLogsAsync(Cancel));
        var entries = await store.ReadEntriesAsync(log, 0, 100, Cancel);
        Assert.Single(entries, e => e.Columns.EventId == Some.Id(1));
        Assert.Single(entries, e => e.Columns.EventId == Some.Id(2));
        Assert.Single(await store.ReadManifestsAsync(log, "action_declared", Cancel));
        Assert.NotNull(await store.ReadCheckpointAsync(log, Cancel));
    }

    [Fact]
    public async Task Numbers_are_read_and_nothing_else_of_an_entry()
    {
        await using var store = await TestDatabase.OpenAsync(writer);
        var log = await store.CreateLogAsync(Some.Log(), Cancel);
        var sealer = new Sealer(log, PersonRules.Default, Some.Fill());
        var numbered = sealer.Seal(
            Some.BareEvent(), new() { EventId = Some.Id(1), RecordedAt = Some.Time, Producer = "p1", Seq = 7 }, p => new(p.Type, "~x"));
        await store.AppendAsync(log, [numbered, Some.Entry(log, id: 2)], Cancel);
        var numbers = await store.ReadNumbersAsync(log, [0, 1, 9], Cancel);
        Assert.Equal(
            [(0L, new EntryNumber("p1", 7)), (1L, new EntryNumber(null, 0))], numbers.OrderBy(n => n.Key).Select(n => (n.Key, n.Value)));
        await Assert.ThrowsAsync<CairnStoreException>(() => store.ReadEntriesAsync(log, 0, 1, Cancel).AsTask());
    }

    private async Task<CairnLog> OpenAsync(string spool = "spool") => await CairnLog.OpenAsync(
        await TestDatabase.OpenAsync(writer),
        new(null, folder.File(spool)),
        new() { KeyFile = folder.File("a.key"), Actions = { Declared }, StopTimeout = TimeSpan.FromHours(1) },
        NullLogger.Instance);
}
