using Cairn.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cairn.EntityFrameworkCore.Tests;

/// <summary>Capture never costs the application its save.</summary>
public sealed class RobustnessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_row_that_cannot_be_told_is_counted_and_logged_and_saved(bool outbox)
    {
        var logger = new ListLogger();
        await using var shop = await TestShop.NewAsync(
            Kind.Sqlite,
            c => c.AuditWhere(_ => throw new InvalidOperationException("This predicate is broken.")),
            o => o.UseApplicationServiceProvider(Services(logger)),
            outbox);
        await using ShopContext context = outbox ? shop.OpenOutbox() : shop.Open();
        context.Add(new Note { Text = "n" });
        await context.SaveChangesAsync(Cancel);

        Assert.Equal(1, await context.Notes.CountAsync(Cancel));
        Assert.True(context.GetService<CaptureTelemetry>().Failures > 0);
        Assert.Contains(logger.Lines, l => l.StartsWith("Error: A changed row could not be recorded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_log_the_save_goes_on_and_a_warning_says_how_to_mend_it()
    {
        var logger = new ListLogger();
        await using var shop = await TestShop.NewAsync(
            Kind.Sqlite, c => c.Log = null, o => o.UseApplicationServiceProvider(Services(logger)));
        await using var context = shop.Open();
        context.Add(new Order());
        await context.SaveChangesAsync(Cancel);
        Assert.Contains(logger.Lines, l => l.Contains("AddCairn", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_outbox_nobody_relays_here_is_told_once()
    {
        var logger = new ListLogger();
        await using var shop = await TestShop.NewAsync(
            Kind.Sqlite, more: o => o.UseApplicationServiceProvider(Services(logger)), outbox: true);
        await using var context = shop.OpenOutbox();
        for (var i = 0; i < 3; i++)
        {
            context.Add(new Order());
            await context.SaveChangesAsync(Cancel);
        }

        Assert.Single(logger.Lines, l => l.Contains("RelayOutbox", StringComparison.Ordinal));
    }

    private static ServiceProvider Services(ListLogger logger) =>
        new ServiceCollection().AddSingleton<ILoggerFactory>(new OneLogger(logger)).BuildServiceProvider();

    private sealed class OneLogger(ListLogger logger) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => logger;

        public void Dispose()
        {
        }
    }
}
