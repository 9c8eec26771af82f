using System.Text;
using Cairn.Contracts;
using Cairn.Outbox;
using Cairn.Sqlite;
using Cairn.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cairn.EntityFrameworkCore.Tests;

/// <summary>The outbox contract on a table of the application's model, with the log in a SQLite file of its own.</summary>
public abstract class EntityOutboxContract : OutboxContract
{
    private readonly TempFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A context of the application's, on this test's database.</summary>
    private protected abstract OutboxShopContext OpenApplication();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await using var context = OpenApplication();
        await context.Database.EnsureCreatedAsync(Cancel);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    internal override ILogStore OpenStore() => SqliteStore.Open(folder.File("audit.db"), SqliteOpenMode.ReadWriteCreate);

    internal override IOutbox OpenOutbox(ILogStore store)
    {
        using var context = OpenApplication();
        return EntityOutboxCairnBuilderExtensions.Open(store, context, null, TimeProvider.System);
    }

    internal override void OnAppend(ILogStore store, IOutbox outbox, Action<AppendStep>? fault) => ((SqliteStore)store).OnAppend = fault;

    internal override async Task WriteAsync(params IReadOnlyList<OutboxRow> rows)
    {
        await using var context = OpenApplication();
        await using var transaction = await context.Database.BeginTransactionAsync(Cancel);
        List<CairnOutboxRow> written =
        [
            // Contracts give an event.
            .. rows.Select(r => new CairnOutboxRow
            {
                Tenant = r.Tenant,
                EventId = r.EventId,
                Event = Encoding.UTF8.GetString(r.Event!.Value.Span),
                WrittenAt = DateTime.UtcNow
            }),
        ];
        foreach (var part in written.Chunk(100))
        {
            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.Transaction = transaction.GetDbTransaction();
            // Its model has one.
            OutboxWriter.Fill(
                command, OutboxTable.Of(context.Model)!, context.GetService<ISqlGenerationHelper>(), context.Database.ProviderName, part);
            if (part.Any(r => r.Event.Length > 1 << 20))
            {
                await command.PrepareAsync(Cancel); // MySQL's driver escapes a text of 64 MiB for minutes.
            }

            await command.ExecuteNonQueryAsync(Cancel);
        }

        await transaction.CommitAsync(Cancel);
    }

    internal override async Task<IReadOnlyList<OutboxRefusal>> SetAsideAsync()
    {
        await using var context = OpenApplication();
        var refused = await context.Set<CairnOutboxRow>().Where(r => r.RefusedAt != null).OrderBy(r => r.Position).ToListAsync(Cancel);
        return [.. refused.Select(r => new OutboxRefusal(r.Position, r.RefusedFor!))]; // Both are set.
    }

    internal override async Task PutBackAsync(long position)
    {
        await using var context = OpenApplication();
        Assert.Equal(1, await context.Set<CairnOutboxRow>().Where(r => r.Position == position)
            .ExecuteUpdateAsync(
                s => s.SetProperty(r => r.RefusedAt, (DateTime?)null).SetProperty(r => r.RefusedFor, (string?)null), Cancel));
    }

    [Fact]
    public async Task Rows_somebody_deletes_while_they_are_moved_are_left_to_them()
    {
        await WriteAsync(Rows(3));
        await using var log = await OpenAsync();
        OnAppend(log.Store, log.Outbox, step =>
        {
            if (step == AppendStep.AfterCommit)
            {
                using var context = OpenApplication();
                context.Remove(context.Set<CairnOutboxRow>().OrderBy(r => r.Position).First());
                context.SaveChanges();
            }
        });
        Assert.NotEqual(TimeSpan.Zero, await log.Relay.RoundAsync(Cancel));
        Assert.Contains("changed rows", log.Relay.Trouble, StringComparison.Ordinal);

        OnAppend(log.Store, log.Outbox, null);
        await using var other = await OpenAsync();
        await other.DrainAsync();
        Assert.Equal(Numbers(3), await Ids(other.Store));
        Assert.Empty(await other.Outbox.ReadAsync(10, 1 << 20, [], Cancel));
    }

    [Fact]
    public async Task A_relay_that_died_holds_the_others_up_for_the_length_of_its_lease()
    {
        var clock = new FixedClock();
        await WriteAsync(Rows(3));
        await using var store = OpenStore();
        using (var application = OpenApplication())
        {
            await using var outbox = EntityOutboxCairnBuilderExtensions.Open(store, application, null, clock);
            Assert.NotNull(await outbox.BeginAsync([1], Cancel)); // And never ended.
            Assert.Null(await outbox.BeginAsync([1], Cancel));
            clock.Advance(TimeSpan.FromMinutes(1));
            await using var move = await outbox.BeginAsync([1], Cancel);
            Assert.NotNull(move);
        }
    }

    [Fact]
    public async Task A_move_whose_lease_ran_out_removes_nothing()
    {
        var clock = new FixedClock();
        await WriteAsync(Rows(3));
        await using var store = OpenStore();
        using var application = OpenApplication();
        await using var outbox = EntityOutboxCairnBuilderExtensions.Open(store, application, null, clock);
        var positions = (await outbox.ReadAsync(10, 1 << 20, [], Cancel)).Select(r => r.Position).ToList();
        await using var late = await outbox.BeginAsync(positions, Cancel);
        clock.Advance(TimeSpan.FromMinutes(2));
        await using var next = await outbox.BeginAsync(positions, Cancel);
        await Assert.ThrowsAsync<CairnStoreException>(async () => await late!.CompleteAsync(positions, [], Cancel)); // Begun.
        Assert.Equal(3, (await outbox.ReadAsync(10, 1 << 20, [], Cancel)).Count);
    }
}

/// <summary>On the databases the tests have.</summary>
public abstract class TestDatabaseOutboxContract : EntityOutboxContract
{
    private readonly TestDatabase database;

    private protected TestDatabaseOutboxContract(Kind kind) => database = TestDatabase.New(kind);

    private protected override OutboxShopContext OpenApplication()
    {
        var options = new DbContextOptionsBuilder<OutboxShopContext>();
        database.Use(options);
        return new(options.UseCairn().Options);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await database.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class SqliteOutboxTests() : TestDatabaseOutboxContract(Kind.Sqlite);

public sealed class PostgresOutboxTests() : TestDatabaseOutboxContract(Kind.Postgres);

public sealed class MariaDbOutboxTests() : TestDatabaseOutboxContract(Kind.MariaDb);
