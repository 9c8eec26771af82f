using Cairn.EntityFrameworkCore;
using Cairn.Outbox;
using Cairn.Primitives;
using Cairn.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn;

/// <summary>Relays outboxes that are part of an application's own model.</summary>
public static class EntityOutboxCairnBuilderExtensions
{
    /// <summary>
    /// Moves what the application commits into the outbox of a context's model (<c>AddCairnOutbox</c>) into the log, while the application
    /// runs. Any number of hosts may do so: one at a time is at work. The context comes from the application's services, by itself or from
    /// an <see cref="IDbContextFactory{TContext}"/>.
    /// </summary>
    /// <param name="cairn">The audit log.</param>
    /// <param name="pollInterval">
    /// How long an idle relay waits at most before it looks again: what an event may lag behind its commit. Absent: one second.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is below 50 ms or above an hour.</exception>
    public static CairnBuilder RelayOutbox<TContext>(this CairnBuilder cairn, TimeSpan? pollInterval = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(cairn);
        var interval = pollInterval ?? TimeSpan.FromSeconds(1);
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, Backoff.First, nameof(pollInterval));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(interval, TimeSpan.FromHours(1), nameof(pollInterval));
        cairn.Configure(options =>
        {
            if (!options.Actions.Contains(EntityActions.BulkChanged))
            {
                options.Actions.Add(EntityActions.BulkChanged); // A row has its name alone.
            }
        });
        cairn.Services.AddSingleton(new OutboxRelayMark());
        cairn.Services.AddHostedService(services => new OutboxRelayService<TContext>(services, interval));
        return cairn;
    }

    /// <summary>The same without a host: moves what is committed into a log until that is closed.</summary>
    /// <param name="log">The log.</param>
    /// <param name="application">A context of the application's, looked at once: its provider, its connection and its outbox.</param>
    /// <param name="pollInterval">As above.</param>
    public static void RelayOutbox(this CairnLog log, DbContext application, TimeSpan? pollInterval = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(application);
        log.Relay(Open(log, application, null), pollInterval ?? TimeSpan.FromSeconds(1)).Start();
    }

    internal static ModelOutbox Open(CairnLog log, DbContext application, IServiceProvider? services) =>
        Open(log.Store, application, services, TimeProvider.System);

    internal static ModelOutbox Open(ILogStore store, DbContext application, IServiceProvider? services, TimeProvider clock) =>
        // OptionsOf throws without one.
        new(OutboxContext.OptionsOf(application, services), OutboxTable.Of(application.Model)!.Name, store.AppendAsync, clock);
}
