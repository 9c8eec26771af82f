using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cairn.EntityFrameworkCore;

/// <summary>Begins to relay when the application starts; the log ends it when it is closed.</summary>
internal sealed class OutboxRelayService<TContext>(IServiceProvider services, TimeSpan pollInterval) : IHostedService
    where TContext : DbContext
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (services.GetService<CairnLog>() is not { } log)
        {
            return; // A fake one, in a test of the application's.
        }

        var scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var context = scope.ServiceProvider.GetService<TContext>()
                ?? await scope.ServiceProvider.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContextAsync(
                    cancellationToken).ConfigureAwait(false);
            await using (context.ConfigureAwait(false))
            {
                log.Relay(EntityOutboxCairnBuilderExtensions.Open(log, context, services), pollInterval).Start();
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
