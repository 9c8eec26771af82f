using Cairn.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn.EntityFrameworkCore.Tests;

/// <summary>Pooled contexts and factories: many tasks, many users, one record each.</summary>
public sealed class PoolTests
{
    private const int Tasks = 16;
    private const int Saves = 125;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pool", false)]
    [InlineData("factory", false)]
    [InlineData("pool", true)]
    public async Task Two_thousand_saves_are_two_thousand_events_each_under_its_own_user(string how, bool outbox)
    {
        await using var shop = await TestShop.NewAsync(Kind.Postgres, outbox: outbox);
        var services = new ServiceCollection();
        if (how == "pool")
        {
            services.AddDbContextPool<OutboxShopContext>(shop.Use, poolSize: 8);
            services.AddDbContextPool<PlainShopContext>(shop.Use, poolSize: 8);
        }
        else
        {
            services.AddDbContextFactory<PlainShopContext>(shop.Use);
        }

        await using var provider = services.BuildServiceProvider();
        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(t => Task.Run(() => SaveAsync(shop, provider, how, outbox, t), Cancel)));

        var events = outbox ? [.. (await shop.OutboxAsync()).Select(e => e.Event)] : shop.Log.Events;
        Assert.Equal(Tasks * Saves, events.Count);
        Assert.Equal(Tasks * Saves, events.Select(e => e.Targets[0].Id).Distinct().Count());
        Assert.All(events, e => Assert.Contains($"/Bank: - → \"{e.Actor.Id}\"", e.Told()));
        Assert.DoesNotContain(events, e => e.Targets[0].Id!.StartsWith('-')); // A temporary key.
    }

    private static async Task SaveAsync(TestShop shop, IServiceProvider provider, string how, bool outbox, int task)
    {
        for (var i = 0; i < Saves; i++)
        {
            var user = $"u{task}-{i}";
            using var scope = shop.Log.Scope(actor: AuditActor.User(user));
            await using var services = provider.CreateAsyncScope();
            await using ShopContext context = outbox ? services.ServiceProvider.GetRequiredService<OutboxShopContext>()
                : how == "pool" ? services.ServiceProvider.GetRequiredService<PlainShopContext>()
                : await services.ServiceProvider.GetRequiredService<IDbContextFactory<PlainShopContext>>().CreateDbContextAsync(Cancel);
            context.Add(new BankPayment { Bank = user });
            await context.SaveChangesAsync(Cancel);
        }
    }

    [Fact]
    public async Task A_transaction_that_a_pooled_context_left_open_does_not_reach_the_next_one()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite);
        await using var provider = new ServiceCollection().AddDbContextPool<PlainShopContext>(shop.Use, poolSize: 1).BuildServiceProvider();
        await using (var scope = provider.CreateAsyncScope())
        {
            var context = scope.ServiceProvider.GetRequiredService<PlainShopContext>();
            await context.Database.BeginTransactionAsync(Cancel);
            context.Add(new Order());
            await context.SaveChangesAsync(Cancel);
        }

        await using (var scope = provider.CreateAsyncScope())
        {
            var context = scope.ServiceProvider.GetRequiredService<PlainShopContext>();
            await using var transaction = await context.Database.BeginTransactionAsync(Cancel);
            context.Add(new CardPayment());
            await context.SaveChangesAsync(Cancel);
            await transaction.CommitAsync(Cancel);
        }

        Assert.Equal("card_payment", Assert.Single(shop.Log.Events).Targets[0].Type);
    }
}

/// <summary>A shop for pools, which want options of their own.</summary>
internal sealed class PlainShopContext(DbContextOptions<PlainShopContext> options) : ShopContext(options);
