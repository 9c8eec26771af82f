using System.Transactions;
using Cairn.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cairn.EntityFrameworkCore.Tests;

/// <summary>With an outbox in the model: the event commits or rolls back with the change.</summary>
public sealed class InStepTests
{
    public static TheoryData<Kind> Kinds => [Kind.Sqlite, Kind.Postgres, Kind.MariaDb];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_save_writes_its_events_in_its_own_transaction(Kind kind)
    {
        await using var shop = await TestShop.NewAsync(kind, outbox: true);
        await using var context = shop.OpenOutbox();
        var order = new Order { State = OrderState.Paid };
        context.Add(order);
        await context.SaveChangesAsync(Cancel);
        order.State = OrderState.Shipped;
        context.SaveChanges();

        var rows = await shop.OutboxAsync();
        Assert.Equal(["record.created", "record.updated"], rows.Select(r => r.Event.Action));
        Assert.All(rows, r => Assert.Equal(new("order", $"{order.Id}"), Assert.Single(r.Event.Targets)));
        Assert.All(rows, r => Assert.Equal("default", r.Tenant));
        Assert.Empty(shop.Log.Events);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_save_whose_outbox_cannot_be_written_does_not_happen(Kind kind)
    {
        await using var shop = await TestShop.NewAsync(kind, outbox: true);
        await using var context = shop.OpenOutbox();
        await context.Database.ExecuteSqlRawAsync("DROP TABLE cairn_outbox", Cancel);
        context.Add(new Order());
        await Assert.ThrowsAnyAsync<Exception>(() => context.SaveChangesAsync(Cancel));
        Assert.Equal(0, await context.Orders.CountAsync(Cancel));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_rolled_back_order_leaves_no_row_and_neither_does_what_went_with_a_savepoint(Kind kind)
    {
        await using var shop = await TestShop.NewAsync(kind, outbox: true);
        await using var context = shop.OpenOutbox();
        await using (var transaction = await context.Database.BeginTransactionAsync(Cancel))
        {
            await SaveAsync(context, new Order());
            await transaction.RollbackAsync(Cancel);
        }

        context.ChangeTracker.Clear();
        await using (var transaction = await context.Database.BeginTransactionAsync(Cancel))
        {
            await transaction.CreateSavepointAsync("a", Cancel);
            await SaveAsync(context, new CardPayment());
            await transaction.RollbackToSavepointAsync("a", Cancel);
            context.ChangeTracker.Clear();
            await SaveAsync(context, new BankPayment());
            await transaction.CommitAsync(Cancel);
        }

        Assert.Equal("bank_payment", Assert.Single(await shop.OutboxAsync()).Event.Targets[0].Type);
    }

    [Fact]
    public async Task A_transaction_scope_takes_both_or_neither()
    {
        await using var shop = await TestShop.NewAsync(Kind.Postgres, outbox: true);
        foreach (var commits in new[] { false, true })
        {
            using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
            await using var context = shop.OpenOutbox();
            await SaveAsync(context, commits ? new CardPayment() : new Order());
            if (commits)
            {
                scope.Complete();
            }
        }

        Assert.Equal("card_payment", Assert.Single(await shop.OutboxAsync()).Event.Targets[0].Type);
    }

    [Fact]
    public async Task A_hundred_rows_stand_in_their_order()
    {
        await using var shop = await TestShop.NewAsync(Kind.Postgres, outbox: true);
        await using var context = shop.OpenOutbox();
        context.AddRange(Enumerable.Range(0, 250).Select(i => new BankPayment { Cents = i }));
        await context.SaveChangesAsync(Cancel);
        var rows = await shop.OutboxAsync();
        Assert.Equal(250, rows.Count);
        Assert.Single(rows.Select(r => r.Event.Context.OperationId).Distinct());
    }

    [Fact]
    public async Task Who_acts_and_whose_log_it_is_come_from_around_the_save()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite, outbox: true);
        using (shop.Log.Scope(actor: AuditActor.User("u1"), tenant: "club-1"))
        {
            await using var context = shop.OpenOutbox();
            await SaveAsync(context, new Order());
        }

        var (tenant, auditEvent) = Assert.Single(await shop.OutboxAsync());
        Assert.Equal(("club-1", "u1"), (tenant, auditEvent.Actor.Id));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_event_of_the_applications_own_commits_with_its_data(Kind kind)
    {
        await using var shop = await TestShop.NewAsync(kind, outbox: true);
        await using var context = shop.OpenOutbox();
        await using (var transaction = await context.Database.BeginTransactionAsync(Cancel))
        {
            await context.RecordAuditAsync(new() { Action = "door.opened" }, cancellationToken: Cancel);
        }

        await using (var transaction = await context.Database.BeginTransactionAsync(Cancel))
        {
            await context.RecordAuditAsync(new() { Action = "door.closed" }, "club-1", Cancel);
            await Assert.ThrowsAsync<AuditEventException>(
                () => context.RecordAuditAsync(new() { Action = "nonsense" }, cancellationToken: Cancel));
            await transaction.CommitAsync(Cancel);
        }

        var (tenant, auditEvent) = Assert.Single(await shop.OutboxAsync());
        Assert.Equal(("club-1", "door.closed"), (tenant, auditEvent.Action));
    }

    [Fact]
    public async Task A_secret_never_reaches_the_table()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite, outbox: true);
        await using var context = shop.OpenOutbox();
        await SaveAsync(context, new Customer { Name = "password=hunter2-hunter2", LoyaltyNumber = "hunter2-hunter2" });
        Assert.DoesNotContain(
            "hunter2", await context.Set<CairnOutboxRow>().Select(r => r.Event).SingleAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_host_relays_what_its_context_commits(Kind kind)
    {
        using var folder = new TempFolder();
        await using var database = TestDatabase.New(kind);
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddDbContext<OutboxShopContext>(o => { database.Use(o); o.UseCairn(); });
        builder.Services.AddCairn(c => c.UseSqlite(folder.File("audit.db")).RelayOutbox<OutboxShopContext>(TimeSpan.FromMilliseconds(50)));
        using var host = builder.Build();
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var context = scope.ServiceProvider.GetRequiredService<OutboxShopContext>();
            await context.Database.EnsureCreatedAsync(Cancel);
        }

        await host.StartAsync(Cancel);
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var context = scope.ServiceProvider.GetRequiredService<OutboxShopContext>();
            await SaveAsync(context, new Order());
            await context.Orders.ExecuteUpdateAsync(s => s.SetProperty(o => o.State, OrderState.Paid), Cancel);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            patience.CancelAfter(TimeSpan.FromMinutes(1));
            while (await context.Set<CairnOutboxRow>().AnyAsync(patience.Token))
            {
                await Task.Delay(10, patience.Token); // The relay is at work.
            }
        }

        var log = host.Services.GetRequiredService<CairnLog>();
        var identity = Assert.Single(await log.Store.ListLogsAsync(Cancel));
        Assert.Equal(["record.created", "records.changed"], (await log.Store.ReadEntriesAsync(identity, 0, 10, Cancel))
            .Select(e => e.Columns.Action)
            .Where(a => !a.StartsWith("cairn.", StringComparison.Ordinal)));
        await host.StopAsync(Cancel);
    }

    private static Task<int> SaveAsync(DbContext context, object entity)
    {
        context.Add(entity);
        return context.SaveChangesAsync(Cancel);
    }
}
