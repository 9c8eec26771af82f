using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cairn.EntityFrameworkCore.Tests;

/// <summary>Without an outbox: recorded after the commit, and only then.</summary>
public sealed class TransactionTests
{
    public static TheoryData<Kind> Kinds => [Kind.Sqlite, Kind.Postgres, Kind.MariaDb];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_rolled_back_order_leaves_no_entry_and_a_committed_one_does(Kind kind)
    {
        await using var shop = await TestShop.NewAsync(kind);
        await using var context = shop.Open();
        await using (var transaction = await context.Database.BeginTransactionAsync(Cancel))
        {
            context.Add(new Order());
            await context.SaveChangesAsync(Cancel);
            Assert.Empty(shop.Log.Events);
            await transaction.RollbackAsync(Cancel);
        }

        context.ChangeTracker.Clear();
        await using (await context.Database.BeginTransactionAsync(Cancel))
        {
            context.Add(new CardPayment());
            await context.SaveChangesAsync(Cancel); // And never committed.
        }

        Assert.Empty(shop.Log.Events);
        context.ChangeTracker.Clear();
        await using (var transaction = await context.Database.BeginTransactionAsync(Cancel))
        {
            context.Add(new BankPayment());
            await context.SaveChangesAsync(Cancel);
            await transaction.CommitAsync(Cancel);
        }

        Assert.Equal("bank_payment", Assert.Single(shop.Log.Events).Targets[0].Type);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_was_rolled_back_to_a_savepoint_leaves_no_entry(Kind kind)
    {
        await using var shop = await TestShop.NewAsync(kind);
        await using var context = shop.Open();
        await using var transaction = await context.Database.BeginTransactionAsync(Cancel);
        await SaveAsync(context, new Order());
        await transaction.CreateSavepointAsync("a", Cancel);
        await SaveAsync(context, new CardPayment());
        await transaction.CreateSavepointAsync("b", Cancel);
        await SaveAsync(context, new BankPayment());
        await transaction.RollbackToSavepointAsync("a", Cancel);
        context.ChangeTracker.Clear();
        await SaveAsync(context, new Customer { Name = "Ann" });
        await transaction.ReleaseSavepointAsync("a", Cancel);
        await transaction.CommitAsync(Cancel);
        Assert.Equal(["order", "customer"], shop.Log.Events.Select(e => e.Targets[0].Type));
    }

    [Fact]
    public async Task Two_contexts_in_one_transaction_are_told_when_it_commits()
    {
        await using var shop = await TestShop.NewAsync(Kind.Postgres);
        await using var one = shop.Open();
        await using var transaction = await one.Database.BeginTransactionAsync(Cancel);
        await SaveAsync(one, new Order());
        await using (var other = new ShopContext(
            new DbContextOptionsBuilder<ShopContext>().UseNpgsql(one.Database.GetDbConnection()).UseCairn(c => c.Log = shop.Log).Options))
        {
            await other.Database.UseTransactionAsync(transaction.GetDbTransaction(), Cancel);
            await SaveAsync(other, new CardPayment());
        }

        Assert.Empty(shop.Log.Events);
        await transaction.CommitAsync(Cancel);
        Assert.Equal(["order", "card_payment"], shop.Log.Events.Select(e => e.Targets[0].Type));
    }

    [Fact]
    public async Task A_transaction_of_the_applications_own_shows_as_unfinished_where_nobody_tells_of_its_end()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite);
        await using var context = shop.Open();
        await context.Database.OpenConnectionAsync(Cancel);
        await using var transaction = await context.Database.GetDbConnection().BeginTransactionAsync(Cancel);
        await context.Database.UseTransactionAsync(transaction, Cancel);
        await SaveAsync(context, new Order());
        await transaction.CommitAsync(Cancel);
        Assert.Equal(AuditResult.Unfinished, Assert.Single(shop.Log.Events).Outcome.Result);
    }

    [Fact]
    public async Task A_transaction_scope_decides_like_any_other()
    {
        await using var shop = await TestShop.NewAsync(Kind.Postgres);
        using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await using var context = shop.Open();
            await SaveAsync(context, new Order());
        }

        Assert.Empty(shop.Log.Events);
        using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await using var context = shop.Open();
            await SaveAsync(context, new CardPayment());
            scope.Complete();
        }

        Assert.Equal("card_payment", Assert.Single(shop.Log.Events).Targets[0].Type);
    }

    [Fact]
    public async Task Who_acted_when_the_row_was_saved_counts_not_who_does_when_it_is_committed()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite);
        await using var context = shop.Open();
        await using var transaction = await context.Database.BeginTransactionAsync(Cancel);
        using (shop.Log.Scope(actor: AuditActor.User("u1"), tenant: "club-1"))
        {
            await SaveAsync(context, new Order());
        }

        using (shop.Log.Scope(actor: AuditActor.User("u2"), tenant: "club-2"))
        {
            await transaction.CommitAsync(Cancel);
        }

        Assert.Equal("u1", Assert.Single(shop.Log.ForTenant("club-1").Events).Actor.Id);
        Assert.Empty(shop.Log.ForTenant("club-2").Events);
    }

    [Fact]
    public async Task The_contexts_transaction_is_the_one_it_gave_and_is_gone_afterwards()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite);
        await using var context = shop.Open();
        await using (var transaction = await context.Database.BeginTransactionAsync(Cancel))
        {
            Assert.Same(transaction, context.Database.CurrentTransaction);
            Assert.NotNull(transaction.GetDbTransaction());
            await context.Database.CommitTransactionAsync(Cancel);
        }

        Assert.Null(context.Database.CurrentTransaction);
        Assert.Throws<InvalidOperationException>(context.Database.RollbackTransaction);
    }

    private static Task<int> SaveAsync(ShopContext context, object entity)
    {
        context.Add(entity);
        return context.SaveChangesAsync(Cancel);
    }
}
