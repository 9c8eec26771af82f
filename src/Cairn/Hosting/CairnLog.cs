using System.Collections.Concurrent;
using Cairn.Diagnostics;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Hosting;
using Cairn.Intake;
using Cairn.Merkle;
using Cairn.Outbox;
using Cairn.Primitives;
using Cairn.Recording;
using Cairn.Signing;
using Cairn.Spooling;
using Cairn.Stores;
using Microsoft.Extensions.Logging;

namespace Cairn;

/// <summary>An open audit log: records, commits and signs. Make one per process and store; dispose it to commit what waits.</summary>
public sealed partial class CairnLog : IAuditLog, IAsyncDisposable
{
    private readonly CheckpointSigner? signer;
    private readonly SignerLoop? signing;
    private readonly BatchCommit commit;
    private readonly LogWriter writer;
    private readonly EventIntake intake;
    private readonly HostWords words;
    private readonly LogBook logs;
    private readonly BatchSealer sealer;
    private readonly DropLedger drops = new();
    private readonly LogTelemetry telemetry;
    private readonly CairnOptions options;
    private readonly ILogger logger;
    private readonly Lazy<SpoolSide?> spool;
    private readonly ConcurrentBag<OutboxRelay> relays = [];
    private int closed;

    private CairnLog(ILogStore store, CheckpointSigner? signer, string spoolFolder, CairnOptions options, ILogger logger)
    {
        (Store, Guards) = (store, new(store, options.Clock));
        (this.signer, this.options, this.logger) = (signer, options, logger);
        words = new HostWords(options.Actions);
        intake = options.Intake;
        telemetry = new(options.Meters, drops);
        telemetry.Watch(intake.Enrichment.Failures);
        signing = signer is null ? null : new SignerLoop(signer, store, options.Clock, logger);
        var persons = new PersonRules(options.PersonTypes, options.PersonalIdTypes);
        logs = new LogBook(store, options.OriginPrefix, options.Random, options.Clock, signer);
        sealer = new BatchSealer(store, persons, options.Random, options.Clock, options.IndexAddresses, new(store, words, options.Random, options.Clock));
        commit = new BatchCommit(store, logs, sealer, telemetry, Grew);
        writer = new LogWriter(commit, store.ConcurrentAppends, new(options.Random), options.Clock, logger);
        spool = new(() => new(spoolFolder, options, intake, writer, commit, drops, telemetry, logger));
    }

    internal ILogStore Store { get; }

    internal CairnOptions Options => options;

    /// <summary>Whether the store still refuses what it must refuse.</summary>
    internal GuardWatch Guards { get; }

    /// <summary>Whether this host signs: it has a key.</summary>
    internal bool Signs => signer is not null;

    internal CheckpointSigner Signer => signer ?? throw new InvalidOperationException("This host has no signing key.");

    /// <summary><see langword="null"/> where nothing needed it yet.</summary>
    internal SpoolSide? Spool => spool.IsValueCreated ? spool.Value : null;

    /// <summary>Whether a batch is on its way into the store.</summary>
    internal bool IsAtWork => writer.IsAtWork;

    /// <summary>Events that <see cref="IAuditLog.Record"/> could not keep since the log was opened.</summary>
    public long Dropped => drops.Total;

    /// <summary>Opens a store for recording. Its key is made when it is missing and nothing was signed yet.</summary>
    /// <param name="store">The store; the log owns it from here on.</param>
    /// <param name="files">Where key and spool are, when the options name no others.</param>
    /// <param name="options">How the log is kept.</param>
    /// <param name="logger">Where failures are told; on standard error when absent.</param>
    internal static async Task<CairnLog> OpenAsync(ILogStore store, LogFiles files, CairnOptions options, ILogger? logger)
    {
        options.Validate();
        options.Logger = logger ??= new StandardErrorLogger(Console.Error);
        var signer = await new SignerOpening(store, files.Key).OpenAsync(options.KeyFile).ConfigureAwait(false);
        if (signer is null)
        {
            DoesNotSign(logger, store.Name);
        }

        var log = new CairnLog(store, signer, files.Spool, options, logger);
        try
        {
            await log.Guards.LookAsync(CancellationToken.None).ConfigureAwait(false);
            if (log.Guards.Flaws is [var first, ..] and var flaws)
            {
                NotImmutable(logger, store.Name, first.Member, first.Words, flaws.Count > 1 ? $" (and {flaws.Count - 1} more such)" : ""); // Recording goes on: a log with a gap in its guards is better than none.
            }

            // Now, so that a folder that cannot be used stops the start with its words, and what the last process left is committed.
            _ = options.SpoolWhenNeeded ? null : log.spool.Value;
            return log;
        }
        catch
        {
            await log.CloseAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Record(AuditEvent auditEvent) => Record(null, auditEvent);

    /// <inheritdoc/>
    public Task<AuditReceipt> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) =>
        RecordAsync(null, auditEvent, cancellationToken);

    /// <inheritdoc/>
    public AuditOperation Begin(AuditEvent auditEvent) => Begin(null, auditEvent);

    /// <inheritdoc/>
    public Task<AuditOperation> BeginAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) =>
        BeginAsync(null, auditEvent, cancellationToken);

    /// <inheritdoc/>
    public IAuditLog ForTenant(string tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return Grammar.IsTenant(tenant)
            ? new TenantLog(this, tenant)
            : throw new ArgumentException($"'{tenant}' is not a tenant: a letter or digit, then letters, digits, '.', '_' or '-', at most {EventLimits.Tenant} characters.", nameof(tenant));
    }

    /// <inheritdoc/>
    public AuditScope Scope(Func<AuditAmbient?> ambient)
    {
        ArgumentNullException.ThrowIfNull(ambient);
        return intake.Enrichment.Flow.Open(ambient);
    }

    /// <summary>Commits what waits, for as long as <see cref="CairnOptions.StopTimeout"/> allows, and signs it; then closes the store. The rest stays in the spool.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref closed, 1) == 1)
        {
            return; // The host and the container both close it.
        }

        await Task.WhenAll(relays.Select(r => r.DisposeAsync().AsTask())).ConfigureAwait(false);
        using var giveUp = new CancellationTokenSource(options.StopTimeout, options.Clock);
        if (Spool is { } side)
        {
            await side.StopAsync(giveUp.Token).ConfigureAwait(false);
        }

        await writer.StopAsync(giveUp.Token).ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
        await Store.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>How the log is doing.</summary>
    internal LogHealth Health()
    {
        var now = options.Clock.GetUtcNow();
        return new(
            [.. writer.Troubles().Select(t => new HealthTrouble(t.Tenant, now - t.Since, t.Why is CairnSigningException, t.Why.Message))],
            [.. signing?.Refusals.Select(r => r.Key) ?? []],
            Spool?.OldestAge ?? TimeSpan.Zero,
            Dropped,
            Spool?.QuarantineCount ?? 0)
        {
            Flaws = Guards.Flaws, Outboxes = [.. relays.Select(r => r.Trouble).OfType<string>()],
        };
    }

    /// <summary>Moves into this log whatever comes into an outbox, from the relay's start until the log is closed.</summary>
    /// <param name="outbox">The outbox; the relay owns it from here on.</param>
    /// <param name="pollInterval">How long an idle relay waits at most before it looks again.</param>
    internal OutboxRelay Relay(IOutbox outbox, TimeSpan pollInterval)
    {
        var outboxTelemetry = new OutboxTelemetry(outbox.Name, options.Meters, logger);
        var mover = new OutboxMover(outbox, new(intake), logs, sealer, Grew, outboxTelemetry);
        var relay = new OutboxRelay(outbox, mover, outboxTelemetry, pollInterval, options.Clock, options.Random);
        relays.Add(relay);
        return relay;
    }

    /// <param name="tenant">Whose log the caller names; <see langword="null"/>: a scope may, else it is the default one.</param>
    /// <param name="auditEvent">The event.</param>
    /// <param name="kind">What it is to the spool.</param>
    internal void Record(string? tenant, AuditEvent auditEvent, SpoolKind kind = SpoolKind.Event)
    {
        (tenant, auditEvent) = intake.Enrich(tenant, auditEvent);
        Keep(tenant, auditEvent, kind);
    }

    internal Task<AuditReceipt> RecordAsync(string? tenant, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        (tenant, auditEvent) = intake.Enrich(tenant, auditEvent);
        return CommitAsync(tenant, auditEvent, cancellationToken);
    }

    internal AuditOperation Begin(string? tenant, AuditEvent auditEvent)
    {
        // The end is told with what was around the beginning: it may be told by somebody else, such as the agent that answers.
        var (log, intent) = intake.Enrich(tenant, AuditOperation.Intent(auditEvent, options.Clock));
        Keep(log, intent, SpoolKind.Intent);
        return AuditOperation.Begun(intent, outcome => Record(log, outcome, SpoolKind.Outcome));
    }

    internal async Task<AuditOperation> BeginAsync(string? tenant, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        var (log, intent) = intake.Enrich(tenant, AuditOperation.Intent(auditEvent, options.Clock));
        await CommitAsync(log, intent, cancellationToken).ConfigureAwait(false);
        return AuditOperation.Begun(intent, outcome => Record(log, outcome, SpoolKind.Outcome));
    }

    private void Keep(string tenant, AuditEvent auditEvent, SpoolKind kind)
    {
        if (Volatile.Read(ref closed) == 1)
        {
            Drop(tenant, "the audit log is closed", null);
            return;
        }

        try
        {
            words.See(auditEvent);
            spool.Value!.Recorder.Record(tenant, auditEvent, kind); // Made, or it throws.
        }
        catch (Exception e)
        {
            Drop(tenant, "its spool cannot be opened", e); // Where nobody opened it at the start.
        }
    }

    private async Task<AuditReceipt> CommitAsync(string tenant, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref closed) == 1, this);
        cancellationToken.ThrowIfCancellationRequested();
        var taken = intake.Take(auditEvent);
        using var activity = telemetry.Record(tenant);
        telemetry.Recorded();
        var pending = new DirectEvent(taken with { Id = taken.Id ?? Guid.CreateVersion7(options.Clock.GetUtcNow()) });
        writer.Add(tenant, pending);
        return await pending.ReceiptAsync(options.RecordTimeout, options.Clock, cancellationToken).ConfigureAwait(false);
    }

    private void Grew(LogIdentity log) => signing?.Grew(log);

    private async Task CloseAsync()
    {
        await writer.DisposeAsync().ConfigureAwait(false);
        if (Spool is { } side)
        {
            await side.DisposeAsync().ConfigureAwait(false);
        }

        if (signing is not null)
        {
            await signing.DisposeAsync().ConfigureAwait(false);
        }

        commit.Dispose();
        telemetry.Dispose();
        signer?.Key.Dispose();
    }

    private void Drop(string tenant, string why, Exception? exception)
    {
        drops.Count(tenant, DropReason.DiskFailed);
        Dropping(logger, why, exception);
    }

    [LoggerMessage(10, LogLevel.Error, "An audit event was dropped: {Why}")]
    private static partial void Dropping(ILogger logger, string why, Exception? exception);

    [LoggerMessage(30, LogLevel.Warning, "{Store}: the log is not immutable, {Member} {Words}{More}: run cairn doctor")]
    private static partial void NotImmutable(ILogger logger, string store, string member, string words, string more);

    [LoggerMessage(21, LogLevel.Information, "This host has no signing key: it appends to {Store}, and a host with the key (CairnOptions.KeyFile) signs")]
    private static partial void DoesNotSign(ILogger logger, string store);
}
