using System.Collections.Concurrent;
using Cairn.Merkle;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cairn;

/// <summary>An open audit log: records, commits and signs. Make one per process and store; dispose it to commit what waits.</summary>
public sealed partial class CairnLog : IAuditLog, IAsyncDisposable
{
    private readonly SigningKey key;
    private readonly SignerLoop signing;
    private readonly LogWriter writer;
    private readonly BackgroundBatcher background;
    private readonly EventIntake intake;
    private readonly LogBook logs;
    private readonly BatchSealer sealer;
    private readonly CairnOptions options;
    private readonly ILogger logger;
    private readonly ConcurrentBag<OutboxRelay> relays = [];
    private int closed;

    private CairnLog(ILogStore store, SigningKey key, CairnOptions options, ILogger logger)
    {
        Store = store;
        (this.key, this.options, this.logger) = (key, options, logger);
        intake = new EventIntake(new ActionCatalog(options.Actions), options.Redaction);
        Signer = new CheckpointSigner(store, key, MemoryOf(key.Path));
        signing = new SignerLoop(Signer, options.Clock, logger);
        var persons = new PersonRules(options.PersonTypes, options.PersonalIdTypes);
        logs = new LogBook(store, options.OriginPrefix, options.Random, Signer);
        sealer = new BatchSealer(store, persons, options.Random, options.Clock);
        writer = new LogWriter(store, logs, sealer, signing.Grew);
        background = new BackgroundBatcher(writer, intake, options, logger);
    }

    internal ILogStore Store { get; }

    internal CheckpointSigner Signer { get; }

    /// <summary>Events that <see cref="IAuditLog.Record"/> could not keep since the log was opened.</summary>
    public long Dropped => background.Dropped;

    /// <summary>Opens a store for recording. Its key is made when it is missing and nothing was signed yet.</summary>
    /// <param name="store">The store; the log owns it from here on.</param>
    /// <param name="keyFile">Where the key is, when the options name no other file.</param>
    /// <param name="options">How the log is kept.</param>
    /// <param name="logger">Where failures are told; nowhere when absent.</param>
    internal static async Task<CairnLog> OpenAsync(ILogStore store, string keyFile, CairnOptions options, ILogger? logger)
    {
        options.Validate();
        if (logger is not null && !Ed25519.IsNative)
        {
            NotConstantTime(logger, Ed25519.Implementation);
        }

        var path = options.KeyFile ?? keyFile;
        if (options.KeyFile is null)
        {
            await RefuseVanishedAsync(store, path).ConfigureAwait(false);
        }

        return new(store, SigningKey.TryOpen(path) ?? await MakeKeyAsync(store, path).ConfigureAwait(false), options, logger ?? NullLogger.Instance);
    }

    /// <summary>The signer's memory lies beside the key.</summary>
    internal static SignerMemory MemoryOf(string keyFile) => new(keyFile + ".signed");

    /// <inheritdoc/>
    public void Record(AuditEvent auditEvent) => Record(LogIdentity.DefaultTenant, auditEvent);

    /// <inheritdoc/>
    public Task<AuditReceipt> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default) =>
        RecordAsync(LogIdentity.DefaultTenant, auditEvent, cancellationToken);

    /// <inheritdoc/>
    public IAuditLog ForTenant(string tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return Grammar.IsTenant(tenant)
            ? new TenantLog(this, tenant)
            : throw new ArgumentException($"'{tenant}' is not a tenant: a letter or digit, then letters, digits, '.', '_' or '-', at most {EventLimits.Tenant} characters.", nameof(tenant));
    }

    /// <summary>Commits and signs what waits, then closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref closed, 1) == 1)
        {
            return; // The host and the container both close it.
        }

        await Task.WhenAll(relays.Select(r => r.DisposeAsync().AsTask())).ConfigureAwait(false);
        await background.DisposeAsync().ConfigureAwait(false);
        await writer.DisposeAsync().ConfigureAwait(false);
        await signing.DisposeAsync().ConfigureAwait(false);
        key.Dispose();
        await Store.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Moves into this log whatever comes into an outbox, from the relay's start until the log is closed.</summary>
    /// <param name="outbox">The outbox; the relay owns it from here on.</param>
    /// <param name="pollInterval">How long an idle relay waits at most before it looks again.</param>
    internal OutboxRelay Relay(IOutbox outbox, TimeSpan pollInterval)
    {
        var telemetry = new OutboxTelemetry(outbox.Name, logger);
        var mover = new OutboxMover(outbox, new(new ActionCatalog(options.Actions), intake), logs, sealer, signing.Grew, telemetry);
        var relay = new OutboxRelay(outbox, mover, telemetry, pollInterval, options.Clock, options.Random);
        relays.Add(relay);
        return relay;
    }

    internal void Record(string tenant, AuditEvent auditEvent) => background.Record(tenant, auditEvent);

    internal Task<AuditReceipt> RecordAsync(string tenant, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        return writer.AppendAsync(new PendingEvent(tenant, intake.Take(auditEvent)) { Cancellation = cancellationToken }).WaitAsync(cancellationToken);
    }

    /// <summary>A key that lies beside its store has signed logs of that store: one that is not there was deleted, or put back empty.</summary>
    private static async Task RefuseVanishedAsync(ILogStore store, string path)
    {
        // The memory first: a log that another process makes meanwhile is in the store before it is remembered.
        var memory = MemoryOf(path);
        if (!memory.IsEmpty && memory.Vanished(await store.ListLogsAsync(CancellationToken.None).ConfigureAwait(false)) is { Count: > 0 } vanished)
        {
            throw new CairnSigningException(
                SigningRefusal.Restored,
                $"{store.Name} has no log {vanished[0]}, which the key beside it has signed: it was deleted, or an older copy was put back. "
                + $"Put the log back. To go on without it knowingly, move {memory.Folder}/{vanished[0]} away");
        }
    }

    private static async Task<SigningKey> MakeKeyAsync(ILogStore store, string path)
    {
        if (!MemoryOf(path).IsEmpty || await WasSignedAsync(store).ConfigureAwait(false))
        {
            throw new CairnSigningException(
                SigningRefusal.KeyMissing,
                $"{store.Name} was signed before, but its key {path} is missing: put it back, or name it with KeyFile. If it is lost, run: cairn recover");
        }

        return SigningKey.Create(path);
    }

    private static async Task<bool> WasSignedAsync(ILogStore store)
    {
        foreach (var log in await store.ListLogsAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (await store.ReadCheckpointAsync(log, CancellationToken.None).ConfigureAwait(false) is not null)
            {
                return true;
            }
        }

        return false;
    }

    [LoggerMessage(20, LogLevel.Warning, "Audit log checkpoints are signed by a fallback meant for development: {Implementation}")]
    private static partial void NotConstantTime(ILogger logger, string implementation);
}
