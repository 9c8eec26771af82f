using Cairn.Entries;
using Cairn.Events;
using Cairn.Intake;
using Cairn.Postgres;
using Cairn.Primitives;
using Cairn.Stores;
using Npgsql;

namespace Cairn;

/// <summary>
/// Records events in the application's own transaction: they are in the log, once, if it commits, and nowhere if it does not.
/// A relay (<see cref="PostgresOutboxCairnBuilderExtensions.RelayOutbox"/>, <see cref="RelayTo"/>) moves them into the log. All members may
/// be called from any thread.
/// </summary>
public sealed class PostgresOutbox
{
    private readonly PostgresOutboxOptions options;
    private readonly OutboxTable table;
    private readonly EventIntake intake;
    private readonly TimeProvider clock;

    /// <summary>An outbox in a table, which <see cref="Script"/> makes.</summary>
    /// <param name="options">Where it is; absent: <c>public.cairn_outbox</c>.</param>
    /// <param name="rules">
    /// The application's actions, redaction and enrichers: the options its log is opened with, so that scopes reach
    /// both; absent: the defaults.
    /// </param>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    public PostgresOutbox(PostgresOutboxOptions? options = null, CairnOptions? rules = null)
    {
        options ??= new();
        options.Validate();
        rules ??= new();
        rules.Validate();
        (this.options, table, clock) = (options, new(options.Schema, options.Table), rules.Clock);
        intake = rules.Intake;
    }

    /// <summary>The SQL that makes the table, for the application's migrations. Running it again changes nothing.</summary>
    public string Script => table.Script;

    internal OutboxTable Table => table;

    /// <summary>
    /// Makes the table where it is missing: for development and tests. In production the application's migrations run <see cref="Script"/>.
    /// </summary>
    public async Task EnsureAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        var command = dataSource.CreateCommand(Script);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Records an event in a transaction of the application's.</summary>
    /// <param name="transaction">The transaction. What is refused for its rules leaves it as it was.</param>
    /// <param name="auditEvent">The event. Masked before it is written; its id and time, where it has none, are those of this call.</param>
    /// <param name="tenant">Whose log it is for; absent: the tenant of the open scope, else <c>default</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The event's id.</returns>
    /// <exception cref="AuditEventException">The event breaks a rule; all problems are named.</exception>
    /// <exception cref="ArgumentException">The tenant does not have the form of docs/spec/event.md.</exception>
    public async Task<Guid> RecordAsync(
        NpgsqlTransaction transaction,
        AuditEvent auditEvent,
        string? tenant = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        return (await RecordAsync(transaction, [auditEvent], tenant, cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>The same for several events, in one round trip. When one breaks a rule none is recorded.</summary>
    /// <inheritdoc cref="RecordAsync(NpgsqlTransaction, AuditEvent, string?, CancellationToken)"/>
    public async Task<IReadOnlyList<Guid>> RecordAsync(
        NpgsqlTransaction transaction,
        IReadOnlyCollection<AuditEvent> auditEvents,
        string? tenant = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(auditEvents);
        tenant = tenant is null ? null : Tenants.Checked(tenant, nameof(tenant));
        var rows = auditEvents.Select(e => Row(tenant, e)).ToList();
        var batch = new NpgsqlBatch(
            transaction.Connection ?? throw new InvalidOperationException("The transaction is over: record before it is committed."),
            transaction);
        await using (batch.ConfigureAwait(false))
        {
            foreach (var (log, id, json) in rows)
            {
                // One statement each: positions are given in this order.
                batch.BatchCommands.Add(
                    new(table.Insert) { Parameters = { new() { Value = log }, new() { Value = id }, new() { Value = json } } });
            }

            if (rows.Count > 0)
            {
                await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        return rows.ConvertAll(r => r.Id);
    }

    /// <summary>
    /// The scope of <see cref="IAuditLog.Scope"/>, for a process that only writes to the outbox. One with a log that was opened with the
    /// same options shares its scopes.
    /// </summary>
    public AuditScope Scope(Func<AuditAmbient?> ambient)
    {
        ArgumentNullException.ThrowIfNull(ambient);
        return intake.Enrichment.Flow.Open(ambient);
    }

    /// <summary>The events the log refused, oldest first, at most 1,000. They wait for somebody to look, and hold up nothing.</summary>
    public async Task<IReadOnlyList<RefusedOutboxEvent>> ListRefusedAsync(
        NpgsqlDataSource dataSource,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        var refused = new List<RefusedOutboxEvent>();
        var command = dataSource.CreateCommand(table.List);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new() { Value = 1_000L });
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    refused.Add(RefusedOutboxEvent.Of(reader));
                }
            }
        }

        return refused;
    }

    /// <summary>Has a refused event tried again, after its row was mended or what refused it.</summary>
    /// <returns>Whether there was one at this position.</returns>
    public async Task<bool> PutBackAsync(NpgsqlDataSource dataSource, long position, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        var command = dataSource.CreateCommand(table.PutBack);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new() { Value = position });
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) > 0;
        }
    }

    /// <summary>
    /// Moves what is committed into a log until that is closed, for an application without a host. Any number of processes may do so:
    /// one at a time is at work.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The log is not in PostgreSQL, and <see cref="PostgresOutboxOptions.DataSource"/> does not say where the outbox is.
    /// </exception>
    public void RelayTo(CairnLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        log.Relay(Open(log.Store), options.PollInterval).Start();
    }

    /// <summary>The relay's side of it, for a log in this store.</summary>
    internal RelayedOutbox Open(ILogStore store) => (options.DataSource, store) switch
    {
        ({ } source, _) =>
            new(source, table, (_, log, entries, people, cancellationToken) => store.AppendAsync(log, entries, people, cancellationToken)),
        (null, PostgresStore postgres) => new(postgres.Source, table, postgres.AppendAsync),
        (null, PostgresLateStore postgres) => new(postgres.Source, table, postgres.AppendAsync),
        _ => throw new InvalidOperationException(
            $"The outbox {table.Name} is in another database than the log ({store.Name}): name it with DataSource."),
    };

    private (string Log, Guid Id, string Json) Row(string? tenant, AuditEvent auditEvent)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);

        (var log, auditEvent) = intake.Enrich(tenant, auditEvent);

        // Before it is shaped: the row, with id and time, is what must be small enough.
        var now = clock.GetUtcNow();
        var taken = intake.Take(
            auditEvent with { Id = auditEvent.Id ?? Guid.CreateVersion7(now), OccurredAt = auditEvent.OccurredAt ?? now });
        var json = new Utf8Buffer();
        EventJson.Write(taken, json);
        return (log, taken.Id!.Value, json.ToString()); // Given above.
    }
}
