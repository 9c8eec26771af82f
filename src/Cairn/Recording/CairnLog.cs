using Cairn.Merkle;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cairn;

/// <summary>An open audit log: records, commits and signs. Make one per process and store; dispose it to commit what waits.</summary>
public sealed partial class CairnLog : IAuditLog, IAsyncDisposable
{
    private readonly CheckpointSigner? signer;
    private readonly SignerLoop? signing;
    private readonly LogWriter writer;
    private readonly BackgroundBatcher background;
    private readonly EventIntake intake;
    private int closed;

    private CairnLog(ILogStore store, CheckpointSigner? signer, CairnOptions options, ILogger logger)
    {
        Store = store;
        this.signer = signer;
        intake = new EventIntake(new ActionCatalog(options.Actions), options.Redaction);
        signing = signer is null ? null : new SignerLoop(signer, store, options.Clock, logger);
        var persons = new PersonRules(options.PersonTypes, options.PersonalIdTypes);
        writer = new LogWriter(
            store,
            new LogBook(store, options.OriginPrefix, options.Random, signer),
            new BatchSealer(store, persons, options.Random, options.Clock),
            log => signing?.Grew(log));
        background = new BackgroundBatcher(writer, intake, options, logger);
    }

    internal ILogStore Store { get; }

    /// <summary>Whether this host signs: it has a key.</summary>
    internal bool Signs => signer is not null;

    internal CheckpointSigner Signer => signer ?? throw new InvalidOperationException("This host has no signing key.");

    /// <summary>Events that <see cref="IAuditLog.Record"/> could not keep since the log was opened.</summary>
    public long Dropped => background.Dropped;

    /// <summary>Opens a store for recording. Its key is made when it is missing and nothing was signed yet.</summary>
    /// <param name="store">The store; the log owns it from here on.</param>
    /// <param name="keyFile">
    /// Where the key is, when the options name no other file; <see langword="null"/> where many hosts share the store: without a file in the options this one
    /// appends and does not sign.
    /// </param>
    /// <param name="options">How the log is kept.</param>
    /// <param name="logger">Where failures are told; nowhere when absent.</param>
    internal static async Task<CairnLog> OpenAsync(ILogStore store, string? keyFile, CairnOptions options, ILogger? logger)
    {
        options.Validate();
        logger ??= NullLogger.Instance;
        var signer = await new SignerOpening(store, keyFile).OpenAsync(options.KeyFile).ConfigureAwait(false);
        if (signer is null)
        {
            DoesNotSign(logger, store.Name);
        }
        else if (!Ed25519.IsNative)
        {
            NotConstantTime(logger, Ed25519.Implementation);
        }

        return new(store, signer, options, logger);
    }

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

        await background.DisposeAsync().ConfigureAwait(false);
        await writer.DisposeAsync().ConfigureAwait(false);
        if (signing is not null)
        {
            await signing.DisposeAsync().ConfigureAwait(false);
        }

        signer?.Key.Dispose();
        await Store.DisposeAsync().ConfigureAwait(false);
    }

    internal void Record(string tenant, AuditEvent auditEvent) => background.Record(tenant, auditEvent);

    internal Task<AuditReceipt> RecordAsync(string tenant, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        return writer.AppendAsync(new PendingEvent(tenant, intake.Take(auditEvent)) { Cancellation = cancellationToken }).WaitAsync(cancellationToken);
    }

    [LoggerMessage(20, LogLevel.Warning, "Audit log checkpoints are signed by a fallback meant for development: {Implementation}")]
    private static partial void NotConstantTime(ILogger logger, string implementation);

    [LoggerMessage(21, LogLevel.Information, "This host has no signing key: it appends to {Store}, and a host with the key (CairnOptions.KeyFile) signs")]
    private static partial void DoesNotSign(ILogger logger, string store);
}
