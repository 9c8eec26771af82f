using System.Collections.Concurrent;
using Cairn.Diagnostics;
using Cairn.Hosting;
using Cairn.Outbox;
using Cairn.Primitives;
using Cairn.Recording;
using Cairn.Signing;
using Cairn.Spooling;
using Cairn.Stores;
using Microsoft.Extensions.Logging;

namespace Cairn;

/// <summary>An open audit log: records, commits and signs. Make one per process and store; dispose it to commit what waits.</summary>
public sealed class CairnLog : IAuditLog, IAsyncDisposable
{
    // What a store that answers needs to let go of what was given up.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    // More tenants than that are looked up in the store.
    private const int MostNamed = 10_000;

    private readonly LogEngine engine;
    private readonly ConcurrentDictionary<string, bool> named = new(StringComparer.Ordinal);
    private int closed;

    private CairnLog(LogEngine engine) => this.engine = engine;

    /// <summary>Reads this log: the default tenant's, or another's by <see cref="IAuditReader.ForTenant"/>.</summary>
    public IAuditReader Reader => engine.Reader;

    internal ILogStore Store => engine.Store;

    internal CairnOptions Options => engine.Options;

    internal GuardWatch Guards => engine.Guards;

    internal StoreConnection Connection => engine.Connection;

    /// <summary>Whether this host signs: it has a key.</summary>
    internal bool Signs => Connection.Signs;

    internal CheckpointSigner Signer =>
        Connection.Signer ?? throw new InvalidOperationException("This host has no signing key, or its store is not connected yet.");

    internal SpoolPipeline? Spool => engine.Spool;

    internal bool IsAtWork => engine.IsAtWork;

    /// <summary>Events that <see cref="IAuditLog.Record"/> could not keep since the log was opened.</summary>
    public long Dropped => engine.Dropped;

    private bool IsClosed => Volatile.Read(ref closed) == 1;

    /// <summary>
    /// Opens a store for recording. Its key is made when it is missing and nothing was signed yet. Unless
    /// <see cref="CairnOptions.RequireStoreAtStart"/> is <see langword="false"/>, what cannot be used is thrown.
    /// </summary>
    /// <param name="store">The store; the log owns it from here on, unless this throws.</param>
    /// <param name="files">Where key and spool are, when the options name no others.</param>
    /// <param name="options">How the log is kept.</param>
    /// <param name="logger">Where failures are told; on standard error when absent.</param>
    internal static async Task<CairnLog> OpenAsync(ILogStore store, LogFiles files, CairnOptions options, ILogger? logger)
    {
        options.Validate();
        options.Logger = logger ??= new StandardErrorLogger(Console.Error);
        var engine = new LogEngine(store, files, options, logger);
        try
        {
            await engine.StartAsync().ConfigureAwait(false);
            return new(engine);
        }
        catch
        {
            await engine.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Record(AuditEvent auditEvent) => Record(null, auditEvent);

    /// <inheritdoc/>
    public Task<AuditReceipt> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) =>
        RecordAsync(null, auditEvent, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditReceipt>> RecordAllAsync(
        IReadOnlyCollection<AuditEvent> auditEvents,
        CancellationToken cancellationToken = default) =>
        RecordAllAsync(null, auditEvents, cancellationToken);

    /// <inheritdoc/>
    public AuditOperation Begin(AuditEvent auditEvent) => Begin(null, auditEvent);

    /// <inheritdoc/>
    public Task<AuditOperation> BeginAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) =>
        BeginAsync(null, auditEvent, cancellationToken);

    /// <inheritdoc/>
    public IAuditLog ForTenant(string tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        if (!Grammar.IsTenant(tenant))
        {
            throw new ArgumentException(
                $"'{tenant}' is not a tenant: a letter or digit, then letters, digits, '.', '_' or '-', "
                + $"at most {EventLimits.Tenant} characters.",
                nameof(tenant));
        }

        if (named.Count < MostNamed)
        {
            named.TryAdd(tenant, true);
        }

        return new TenantLog(this, tenant);
    }

    /// <inheritdoc/>
    public AuditScope Scope(Func<AuditAmbient?> ambient)
    {
        ArgumentNullException.ThrowIfNull(ambient);
        return engine.Intake.Enrichment.Flow.Open(ambient);
    }

    /// <summary>
    /// Commits what waits, for as long as <see cref="CairnOptions.StopTimeout"/> allows, and signs it; then closes the store. The
    /// rest stays in the spool.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref closed, 1) == 1)
        {
            return; // The host and the container both close it.
        }

        // Whatever is under way, and hangs in spite of being told to give up: what waits is in the spool, and the next start takes it up.
        var closing = CloseAsync();
        if (await Task.WhenAny(closing, Task.Delay(Options.StopTimeout + Grace, Options.Clock)).ConfigureAwait(false) == closing)
        {
            await closing.ConfigureAwait(false);
            return;
        }

        engine.LeaveBehind();
        _ = closing.ContinueWith(
            static left => _ = left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private async Task CloseAsync()
    {
        using var giveUp = new CancellationTokenSource(Options.StopTimeout, Options.Clock);
        await engine.StopAsync(giveUp.Token).ConfigureAwait(false);
        await Store.DisposeAsync().ConfigureAwait(false);
    }

    internal LogHealth Health() => engine.Health();

    /// <summary>Whether the application itself named a tenant: its log is begun with what is recorded so, if it was not before.</summary>
    internal bool HasNamed(string tenant) => named.ContainsKey(tenant);

    internal OutboxRelay Relay(IOutbox outbox, TimeSpan pollInterval) => engine.Relay(outbox, pollInterval);

    /// <param name="tenant">Whose log the caller names; <see langword="null"/>: a scope may, else it is the default one.</param>
    /// <param name="auditEvent">The event.</param>
    /// <param name="kind">What it is to the spool.</param>
    internal void Record(string? tenant, AuditEvent auditEvent, SpoolKind kind = SpoolKind.Event)
    {
        (tenant, auditEvent) = engine.Intake.Enrich(tenant, auditEvent);
        Keep(tenant, auditEvent, kind);
    }

    internal Task<AuditReceipt> RecordAsync(string? tenant, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        (tenant, auditEvent) = engine.Intake.Enrich(tenant, auditEvent);
        return CommitAsync(tenant, auditEvent, cancellationToken);
    }

    internal Task<IReadOnlyList<AuditReceipt>> RecordAllAsync(
        string? tenant,
        IReadOnlyCollection<AuditEvent> auditEvents,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(auditEvents);
        if (auditEvents.Contains(null!))
        {
            throw new ArgumentException("One of the events is null.", nameof(auditEvents));
        }

        return CommitAsync([.. auditEvents.Select(e => engine.Intake.Enrich(tenant, e))], cancellationToken);
    }

    internal AuditOperation Begin(string? tenant, AuditEvent auditEvent)
    {
        // The end is told with what was around the beginning: it may be told by somebody else, such as the agent that answers.
        var (log, intent) = engine.Intake.Enrich(tenant, AuditOperation.Intent(auditEvent, Options.Clock));
        Keep(log, intent, SpoolKind.Intent);
        return AuditOperation.Begun(intent, outcome => End(log, outcome));
    }

    internal async Task<AuditOperation> BeginAsync(string? tenant, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        var (log, intent) = engine.Intake.Enrich(tenant, AuditOperation.Intent(auditEvent, Options.Clock));
        await CommitAsync(log, intent, cancellationToken).ConfigureAwait(false);
        return AuditOperation.Begun(intent, outcome => End(log, outcome));
    }

    private bool End(string tenant, AuditEvent outcome)
    {
        (tenant, outcome) = engine.Intake.Enrich(tenant, outcome);
        return Keep(tenant, outcome, SpoolKind.Outcome) != RecordAnswer.Refused;
    }

    /// <summary>Puts an event into the spool as it is, with nothing of what is around it here.</summary>
    internal RecordAnswer Keep(string tenant, AuditEvent auditEvent, SpoolKind kind = SpoolKind.Event)
    {
        if (IsClosed)
        {
            engine.DropClosed(tenant, auditEvent);
            return RecordAnswer.Dropped;
        }

        return engine.Keep(tenant, auditEvent, kind);
    }

    /// <summary>Commits an event as it is, with nothing of what is around it here; it throws as <see cref="IAuditLog.RecordAsync"/> does.</summary>
    internal async Task<AuditReceipt> CommitAsync(string tenant, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
        return await engine.CommitAsync(tenant, auditEvent, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<AuditReceipt>> CommitAsync(
        List<(string Tenant, AuditEvent Event)> events,
        CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
        return await engine.CommitAsync(events, cancellationToken).ConfigureAwait(false);
    }
}
