using Cairn.Outbox;
using Cairn.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn;

/// <summary>Relays outboxes in PostgreSQL.</summary>
public static class PostgresOutboxCairnBuilderExtensions
{
    /// <summary>
    /// Adds a <see cref="PostgresOutbox"/> for the application to record in its own transactions, and moves what it commits into the log
    /// while the application runs. Any number of hosts may do so: one at a time is at work.
    /// </summary>
    /// <param name="cairn">The audit log.</param>
    /// <param name="configure">Where the outbox is; absent: <c>public.cairn_outbox</c> in the log's own database.</param>
    public static CairnBuilder RelayOutbox(this CairnBuilder cairn, Action<PostgresOutboxOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(cairn);
        var options = new PostgresOutboxOptions();
        configure?.Invoke(options);
        options.Validate(); // What is wrong is told here, not at start.

        // Made when the log opens, for then its options are complete: both share the actions, the enrichers and the scopes.
        cairn.Services.AddSingleton(services => new PostgresOutbox(options, services.GetRequiredService<CairnOptions>()));
        cairn.Services.AddSingleton(new OutboxRelayMark());
        cairn.Opened += (_, log) => new PostgresOutbox(options, log.Options).RelayTo(log);
        return cairn;
    }
}
