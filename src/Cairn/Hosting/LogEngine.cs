using System.Collections.Concurrent;
using Cairn.Diagnostics;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Intake;
using Cairn.Outbox;
using Cairn.Reading;
using Cairn.Recording;
using Cairn.Signing;
using Cairn.Spooling;
using Cairn.Stores;
using Microsoft.Extensions.Logging;

namespace Cairn.Hosting;

/// <summary>What an open log is made of, and how it is put together. <see cref="CairnLog"/> is its public face.</summary>
internal sealed partial class LogEngine : IAsyncDisposable
{
    private readonly BackgroundParts parts = new();
    private readonly ConcurrentBag<OutboxRelay> relays = [];
    private readonly HostWords words;
    private readonly LogBook logs;
    private readonly BatchSealer sealer;
    private readonly StoreAppender appender;
    private readonly SignerLoop? signing;
    private readonly LogWriter writer;
    private readonly DropLedger drops = new();
    private readonly LogTelemetry telemetry;
    private readonly RecorderLog told;
    private readonly SpoolOpening spool;
    private readonly ILogger logger;
    private readonly LogFiles files;

    /// <param name="store">The store; the engine owns it once it has started.</param>
    /// <param name="files">Where key and spool are, when the options name no others.</param>
    /// <param name="options">How the log is kept.</param>
    /// <param name="logger">Where failures are told.</param>
    public LogEngine(ILogStore store, LogFiles files, CairnOptions options, ILogger logger)
    {
        Store = store;
        Options = options;
        this.logger = logger;
        this.files = files;
        var (clock, random) = (options.Clock, options.Random);
        Guards = new(store, clock);
        Intake = options.Intake;
        Connection = new(store, files, options, Guards, logger);
        told = new(logger, clock);
        words = new(options.Actions);
        telemetry = new(options.Meters, drops);
        telemetry.Watch(Intake.Enrichment.Failures);
        signing = Connection.Signs ? new(Connection, store, clock, logger) : null;
        if (signing is not null)
        {
            telemetry.Watch(() => signing.Trouble is { } trouble ? clock.GetUtcNow() - trouble.Since : TimeSpan.Zero);
        }

        logs = new(store, options.OriginPrefix, random, clock, Connection);
        var declarer = new ActionDeclarer(store, words, random, clock);
        var persons = new PersonRules(options.PersonTypes, options.PersonalIdTypes);
        Reader = LogReader.OfTenant(
            store, LogIdentity.DefaultTenant, new(Intake.Catalog, persons, options.IndexAddresses) { Clock = clock });
        sealer = new(store, persons, random, clock, options.IndexAddresses, declarer);
        appender = new(store, sealer, telemetry, signing);
        writer = new(new(logs, sealer, store, appender), store.ConcurrentAppends, new(random), clock, logger);
        telemetry.WatchCommits(() => writer.Oldest()?.Age);
        spool = new(() => new(files.Spool, options, Intake, writer, drops, telemetry, logger), clock);
        AddParts();
    }

    public ILogStore Store { get; }

    public CairnOptions Options { get; }

    public IAuditReader Reader { get; }

    /// <summary>What every event passes on its way in.</summary>
    public EventIntake Intake { get; }

    /// <summary>Whether the store still refuses what it must refuse.</summary>
    public GuardWatch Guards { get; }

    /// <summary>The way to the store and to the key.</summary>
    public StoreConnection Connection { get; }

    /// <summary><see langword="null"/> where nothing needed it yet, or it cannot be opened.</summary>
    public SpoolPipeline? Spool => spool.Opened;

    /// <summary>Whether a batch is on its way into the store.</summary>
    public bool IsAtWork => writer.IsAtWork;

    /// <summary>Events that could not be kept since the start.</summary>
    public long Dropped => drops.Total;

    private bool MustConnect => Options.RequireStoreAtStart ?? true;

    public Task StartAsync() => parts.StartAsync();

    /// <summary>Commits and signs what waits until the token says to give up, and stops.</summary>
    public async Task StopAsync(CancellationToken giveUp)
    {
        await parts.StopAsync(giveUp).ConfigureAwait(false);
        appender.Dispose();
        telemetry.Dispose();
        told.Flush();
        Intake.Enrichment.Failures.Dispose();
    }

    /// <summary>Says that stopping is not waited for any longer.</summary>
    public void LeaveBehind() => DoesNotStop(Store.Name);

    /// <summary>Stops at once: what waits stays in the spool, and who waits is told.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(new(canceled: true)).ConfigureAwait(false);

    /// <summary>Puts an event into the spool.</summary>
    public RecordAnswer Keep(string tenant, AuditEvent auditEvent, SpoolKind kind)
    {
        try
        {
            words.See(auditEvent);
            return spool.Open().Recorder.Record(tenant, auditEvent, kind);
        }
        catch (Exception e)
        {
            Drop(tenant, auditEvent, $"the spool cannot be opened: {e.Message.TrimEnd('.')}");
            return RecordAnswer.Dropped;
        }
    }

    /// <summary>Puts an event into the log, and waits until it is there.</summary>
    public async Task<AuditReceipt> CommitAsync(string tenant, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        var taken = Intake.Take(auditEvent);
        using var activity = telemetry.Record(tenant);
        return await Queue(tenant, taken).ReceiptAsync(Options.RecordTimeout, Options.Clock, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts several events into the log, and waits until all are there; when one breaks a rule, none is.</summary>
    public async Task<IReadOnlyList<AuditReceipt>> CommitAsync(
        List<(string Tenant, AuditEvent Event)> events,
        CancellationToken cancellationToken)
    {
        var taken = Intake.Take(events.ConvertAll(e => e.Event));
        using var activity = events.Count > 0 ? telemetry.Record(events[0].Tenant) : null;

        // All are queued before one is waited for, so that they share a commit.
        var queued = events.Zip(taken, (e, ready) => Queue(e.Tenant, ready)).ToList();
        return await Task.WhenAll(
            queued.Select(q => q.ReceiptAsync(Options.RecordTimeout, Options.Clock, cancellationToken))).ConfigureAwait(false);
    }

    private DirectEvent Queue(string tenant, AuditEvent taken)
    {
        telemetry.Recorded();
        var pending = new DirectEvent(taken with { Id = taken.Id ?? Guid.CreateVersion7(Options.Clock.GetUtcNow()) });
        writer.Add(tenant, pending);
        return pending;
    }

    /// <summary>Counts and tells an event that came after the end: the log can be told nothing any more.</summary>
    public void DropClosed(string tenant, AuditEvent? auditEvent)
    {
        drops.Count(null, DropReason.Rejected);
        told.Dropped(tenant, auditEvent, SpoolAnswer.Closed, "");
    }

    /// <summary>Counts and tells an event that cannot be kept.</summary>
    private void Drop(string tenant, AuditEvent? auditEvent, string why)
    {
        drops.Count(tenant, DropReason.DiskFailed);
        told.Dropped(tenant, auditEvent, why);
    }

    /// <summary>Moves into this log whatever comes into an outbox, from the relay's start until the log is closed.</summary>
    /// <param name="outbox">The outbox; the relay owns it from here on.</param>
    /// <param name="pollInterval">How long an idle relay waits at most before it looks again.</param>
    public OutboxRelay Relay(IOutbox outbox, TimeSpan pollInterval)
    {
        var outboxTelemetry = new OutboxTelemetry(outbox.Name, Options.Meters, Options.Clock, logger);
        var mover = new OutboxMover(outbox, new(Intake), logs, sealer, signing, outboxTelemetry);
        var relay = new OutboxRelay(outbox, mover, outboxTelemetry, pollInterval, Options.Clock, Options.Random);
        relays.Add(relay);
        parts.AddFirst(new() { FinishAsync = _ => relay.DisposeAsync().AsTask(), DisposeAsync = () => ValueTask.CompletedTask });
        return relay;
    }

    /// <summary>How the log is doing.</summary>
    public LogHealth Health()
    {
        var now = Options.Clock.GetUtcNow();
        return new(
            [.. writer.Troubles().Select(t => new HealthTrouble(t.Tenant, now - t.Since, t.Why is CairnSigningException, t.Why.Message))],
            [.. signing?.Refusals.Select(r => r.Key) ?? []],
            Spool?.OldestAge ?? TimeSpan.Zero,
            Dropped,
            Spool?.QuarantineCount ?? 0)
        {
            Connection = Connection.Trouble,
            At = now,
            UnderWay = writer.Oldest(),
            Spool = spool.Problem,
            SpoolTroubles = Spool?.Spool.Troubles ?? [],
            Incidents = Spool?.Spool.Incidents ?? default,
            Signing = signing?.Trouble,
            Store = Store.Trouble,
            Flaws = Guards.Flaws,
            Outboxes = [.. relays.Select(r => r.Trouble).OfType<string>()],
        };
    }

    // From the end of an event's way to its beginning: each is added in front of those it hands over to.
    private void AddParts()
    {
        parts.AddFirst(new() { StartAsync = ConnectAsync, DisposeAsync = Connection.DisposeAsync });
        var watch = new StoreWatch(Store, Options.Clock, logger);
        parts.AddFirst(new() { DisposeAsync = watch.DisposeAsync });
        if (signing is not null)
        {
            parts.AddFirst(new() { DisposeAsync = signing.DisposeAsync });
        }

        parts.AddFirst(new() { FinishAsync = writer.StopAsync, DisposeAsync = writer.DisposeAsync });
        parts.AddFirst(new()
        {
            StartAsync = OpenSpoolAsync,
            FinishAsync = giveUp => Spool?.StopAsync(giveUp) ?? Task.CompletedTask,
            DisposeAsync = () => Spool?.DisposeAsync() ?? ValueTask.CompletedTask,
        });
    }

    private Task ConnectAsync()
    {
        if ((Options.KeyFile ?? files.Key) is { } key && !Options.SpoolWhenNeeded)
        {
            PassingFolders.Warn(Options, logger, "signer's memory", Options.SignerMemoryFolder ?? SignerMemory.Of(key).Folder);
        }

        return MustConnect ? Connection.ConnectAsync(CancellationToken.None) : Connection.BeginAsync();
    }

    // At the start: what the last process left is committed, even where nothing is recorded.
    private Task OpenSpoolAsync()
    {
        try
        {
            if (!Options.SpoolWhenNeeded)
            {
                PassingFolders.Warn(Options, logger, "spool", spool.Open().Spool.Folder);
            }
        }
        catch (Exception e) when (!MustConnect)
        {
            WithoutSpool(e.Message); // RecordAsync needs none, and Record tries again.
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(
        26,
        LogLevel.Warning,
        "{Store} does not answer, so the audit log is closed without it. What waits is in the spool, and the next start commits it")]
    private partial void DoesNotStop(string store);

    [LoggerMessage(
        24,
        LogLevel.Error,
        "The audit spool cannot be opened. The application goes on, and what it records with Record is dropped until it can: {Reason}")]
    private partial void WithoutSpool(string reason);
}
