using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Cairn.EntityFrameworkCore.Tests;

/// <summary>Saves that fail, are given up, or are tried again.</summary>
public sealed class FailedSaveTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failed_save_leaves_nothing_and_is_told_once_when_it_succeeds()
    {
        var broken = new Breaker();
        await using var shop = await TestShop.NewAsync(Kind.Sqlite, more: o => o.AddInterceptors(broken));
        await using var context = shop.Open();
        context.Add(new Order());
        broken.Failures = 1;
        await Assert.ThrowsAnyAsync<Exception>(() => context.SaveChangesAsync(Cancel));
        Assert.Empty(shop.Log.Events);

        context.ChangeTracker.Clear();
        context.Add(new CardPayment());
        await context.SaveChangesAsync(Cancel);
        Assert.Equal("card_payment", Assert.Single(shop.Log.Events).Targets[0].Type);
    }

    [Fact]
    public async Task A_cancelled_save_leaves_nothing()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite);
        await using var context = shop.Open();
        context.Add(new Order());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => context.SaveChangesAsync(new CancellationToken(canceled: true)));
        Assert.Empty(shop.Log.Events);
        await context.SaveChangesAsync(Cancel);
        Assert.Single(shop.Log.Events);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_save_that_an_execution_strategy_retries_is_told_once(bool outbox)
    {
        var broken = new Breaker();
        await using var shop = await TestShop.NewAsync(Kind.Postgres, more: o => o.AddInterceptors(broken), outbox: outbox, retries: true);
        await using ShopContext context = outbox ? shop.OpenOutbox() : shop.Open();
        context.Add(new Order());
        context.Add(new CardPayment());
        broken.Failures = 2;
        await context.SaveChangesAsync(Cancel);

        var events = outbox ? [.. (await shop.OutboxAsync()).Select(e => e.Event)] : shop.Log.Events;
        Assert.Equal(["card_payment", "order"], events.Select(e => e.Targets[0].Type).Order());
        Assert.Equal(0, broken.Failures);
        Assert.Equal(1, await context.Orders.CountAsync(Cancel));
    }

    [Fact]
    public async Task Changes_that_are_not_accepted_are_told_when_they_are_written_and_again_when_they_are_written_again()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite);
        await shop.SavedAsync(new Order());
        await using var context = shop.Open();
        (await context.Orders.SingleAsync(Cancel)).State = OrderState.Paid;
        await using (var transaction = await context.Database.BeginTransactionAsync(Cancel))
        {
            await context.SaveChangesAsync(acceptAllChangesOnSuccess: false, Cancel);
            await transaction.RollbackAsync(Cancel);
        }

        Assert.Empty(shop.Log.Events);
        await context.SaveChangesAsync(acceptAllChangesOnSuccess: false, Cancel);
        context.ChangeTracker.AcceptAllChanges();
        await context.SaveChangesAsync(Cancel);
        Assert.Equal(["""/State: "Open" → "Paid" """.Trim()], shop.Log.Single("record.updated").Told());
    }

    [Fact]
    public async Task A_key_that_is_not_accepted_yet_is_final()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite);
        await using var context = shop.Open();
        var order = new Order { Customer = new() { Name = "Ann" } };
        context.Add(order);
        await context.SaveChangesAsync(acceptAllChangesOnSuccess: false, Cancel);
        context.ChangeTracker.AcceptAllChanges();
        Assert.Equal(
            [$"{order.CustomerId}", $"{order.Id}"],
            shop.Log.All("record.created").OrderBy(e => e.Targets[0].Type).Select(e => e.Targets[0].Id));
        Assert.Contains(
            $"/CustomerId: - → {order.CustomerId}", shop.Log.All("record.created").Single(e => e.Targets[0].Type == "order").Told());
    }

    [Fact]
    public async Task What_another_interceptor_makes_of_the_changes_is_what_is_told()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite, more: o => o.AddInterceptors(new SoftDeleter()));
        await shop.SavedAsync(new Customer { Name = "Ann" });
        await using var context = shop.Open();
        context.Remove(await context.Customers.SingleAsync(Cancel));
        await context.SaveChangesAsync(Cancel);
        Assert.Equal(["/IsDeleted: false → true"], shop.Log.Single("record.deleted").Told());
    }

    /// <summary>Fails so many statements of saves as a server does that tells the client to try again.</summary>
    private sealed class Breaker : DbCommandInterceptor
    {
        public int Failures { get; set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            if (Failures > 0 && eventData.CommandSource == CommandSource.SaveChanges)
            {
                Failures--;
                throw new PostgresException("try again", "ERROR", "ERROR", "P0001");
            }

            return ValueTask.FromResult(result);
        }
    }

    private sealed class SoftDeleter : SaveChangesInterceptor
    {
        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default)
        {
            // It saves.
            foreach (var entry in eventData.Context!.ChangeTracker.Entries<Customer>().Where(e => e.State == EntityState.Deleted))
            {
                entry.State = EntityState.Unchanged;
                entry.Entity.IsDeleted = true;
            }

            return ValueTask.FromResult(result);
        }
    }
}
