using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Cairn.Events;
using Cairn.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cairn.EntityFrameworkCore;

/// <summary>
/// Capture for one context: what it records and where to. It keeps nothing between two saves but the reason of a bulk change.
/// </summary>
internal sealed class ContextCapture(ICurrentDbContext current, IDbContextOptions options, CaptureTelemetry telemetry) : IResettableService
{
    private static readonly ConditionalWeakTable<EntityCaptureOptions, ConcurrentDictionary<IReadOnlyEntityType, bool>> Selections = [];

    private readonly EntityCaptureOptions capture = options.FindExtension<CairnOptionsExtension>()!.Options; // This service came with it.

    private IServiceProvider? Services => options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider;

    public DbContext Context => current.Context;

    public EntityCaptureOptions Options => capture;

    public CairnOptions Rules => field ??= SharedRules ?? new();

    public IAuditLog? Log => field ??= capture.Log ?? Services?.GetService<IAuditLog>();

    public DateTimeOffset Now => Rules.Clock.GetUtcNow();

    // Those the log was opened with: its scopes and enrichers are theirs.
    private CairnOptions? SharedRules => capture.Rules ?? (capture.Log is null ? Services?.GetService<CairnOptions>() : null);

    /// <summary>What links the events of one save: the operation that is under way around it, else one of its own.</summary>
    public string Operation() => SharedRules?.Intake.Enrichment.Flow.Read()?.Context?.OperationId ?? Guid.CreateVersion7(Now).ToString("N");

    private ILogger? Logger => Services?.GetService<ILoggerFactory>()?.CreateLogger("Cairn");

    /// <summary>Whether an entity's changes are recorded.</summary>
    public bool Audits(IEntityType type) => Selections.GetOrCreateValue(capture).GetOrAdd(type, static (_, its) =>
    {
        var plan = EntityPlan.Of(its.type);
        return !plan.IsIgnored
            && !OutboxTable.IsOwn(its.type)
            && its.type.FindPrimaryKey() is not null
            && (plan.IsMarked || its.capture.Selects(its.type));
    }, (type, capture));

    /// <summary>What an attempt to save is about to do; <see langword="null"/>: nothing that is recorded. Never throws.</summary>
    public SaveCapture? Begin(IUpdateAdapter adapter, IList<IUpdateEntry> entries)
    {
        SaveCapture? save = null;
        Guard(() => save = new(this, adapter, entries));
        return save is { IsEmpty: false } ? save : null;
    }

    /// <summary>
    /// An event with what is known around it now, and the log it goes to: whoever acts when it changes the row counts, not whoever
    /// does when that is committed.
    /// </summary>
    public (IAuditLog Log, AuditEvent Event) Settled(IAuditLog log, AuditEvent auditEvent)
    {
        if (SharedRules is not { } rules)
        {
            return (log, auditEvent);
        }

        var (tenant, settled) = rules.Intake.Enrich(null, auditEvent);
        return (tenant == Tenants.Default ? log : log.ForTenant(tenant), settled);
    }

    /// <summary>Does something that must not cost the application anything but time.</summary>
    public void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e)
        {
            Failed(e); // Whatever it is: the save goes on.
        }
    }

    public void Failed(Exception why)
    {
        try
        {
            telemetry.Failed(why, Logger);
        }
        catch (Exception)
        {
            // A logger that throws: there is nobody left to tell.
        }
    }

    /// <summary>Why statements change rows without loading them; <see langword="null"/>: outside of a <c>BeginBulkChanges</c>.</summary>
    public string? BulkReason { get; private set; }

    public IDisposable BeginBulk(string reason)
    {
        var scope = new BulkScope(this, BulkReason);
        BulkReason = reason;
        return scope;
    }

    /// <summary>The context goes back into its pool.</summary>
    public void ResetState() => BulkReason = null;

    public Task ResetStateAsync(CancellationToken cancellationToken = default)
    {
        ResetState();
        return Task.CompletedTask;
    }

    /// <summary>Says once that nothing is recorded.</summary>
    public void NoLog() => Guard(() => telemetry.NoLog(Logger));

    /// <summary>Says once that this process leaves the outbox to others.</summary>
    public void LookForRelay(OutboxTable table)
    {
        if (Services is { } services && telemetry.IsFirstLook())
        {
            Guard(() => CaptureTelemetry.Looked(table.Name, services.GetService<OutboxRelayMark>() is not null, Logger));
        }
    }

    private sealed class BulkScope(ContextCapture capture, string? outer) : IDisposable
    {
        public void Dispose() => capture.BulkReason = outer;
    }
}
