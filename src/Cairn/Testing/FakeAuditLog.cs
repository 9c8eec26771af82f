using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Cairn.Entries;
using Cairn.Intake;
using Cairn.Primitives;

namespace Cairn;

/// <summary>
/// An audit log for an application's tests: no file, no key, no store; events stay in memory, masked and checked as the real one would.
/// <c>log.Single("member.removed")</c> gives the one event there is, or says what there is instead.
/// </summary>
public sealed class FakeAuditLog : IAuditLog
{
    private readonly ConcurrentDictionary<string, FakeAuditLog> tenants;
    private readonly string tenant;
    private readonly EventIntake intake;
    private readonly TimeProvider clock;
    private readonly Lock writing = new();
    private readonly List<AuditEvent> events = [];
    private readonly List<AuditEventException> refused = [];

    /// <summary>An empty log.</summary>
    /// <param name="options">The application's: its actions, what it masks. Absent: the defaults.</param>
    /// <param name="clock">The time of events that bring none; absent: the system's.</param>
    public FakeAuditLog(CairnOptions? options = null, TimeProvider? clock = null)
        : this(new(StringComparer.Ordinal), LogIdentity.DefaultTenant, new EventIntake(new ActionCatalog(options?.Actions ?? []), options?.Redaction), clock ?? TimeProvider.System)
    {
    }

    private FakeAuditLog(ConcurrentDictionary<string, FakeAuditLog> tenants, string tenant, EventIntake intake, TimeProvider clock)
    {
        (this.tenants, this.tenant, this.intake, this.clock) = (tenants, tenant, intake, clock);
        tenants[tenant] = this;
    }

    /// <summary>What was recorded for this tenant, in order.</summary>
    public IReadOnlyList<AuditEvent> Events => Locked(() => events.ToArray());

    /// <summary>What <see cref="Record"/> was given and would have dropped, because it breaks a rule.</summary>
    public IReadOnlyList<AuditEventException> Refused => Locked(() => refused.ToArray());

    /// <summary>The events of an action, in order.</summary>
    public IReadOnlyList<AuditEvent> All(string action) => [.. Events.Where(e => e.Action == action)];

    /// <summary>The one event of an action.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one; the message says what there is.</exception>
    [SuppressMessage("Naming", "CA1720", Justification = "The verb of LINQ and of assertions, not the number.")]
    public AuditEvent Single(string action) => All(action) is [var only]
        ? only
        : throw new InvalidOperationException($"Expected one '{action}' in the audit log of tenant {tenant}. {Told()}");

    /// <summary>Forgets the events of every tenant.</summary>
    public void Clear()
    {
        foreach (var log in tenants.Values)
        {
            log.Locked(() =>
            {
                log.events.Clear();
                log.refused.Clear();
                return 0;
            });
        }
    }

    /// <inheritdoc/>
    public void Record(AuditEvent auditEvent)
    {
        try
        {
            Add(auditEvent);
        }
        catch (AuditEventException e)
        {
            Locked(() =>
            {
                refused.Add(e);
                return 0;
            });
        }
    }

    /// <inheritdoc/>
    public Task<AuditReceipt> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        cancellationToken.ThrowIfCancellationRequested();
        var (index, id) = Add(auditEvent);
        return Task.FromResult(new AuditReceipt("fake", index, id, ""));
    }

    /// <inheritdoc/>
    public AuditOperation Begin(AuditEvent auditEvent)
    {
        var intent = AuditOperation.Intent(auditEvent, clock);
        Record(intent);
        return AuditOperation.Begun(intent, Complete);
    }

    /// <inheritdoc/>
    public async Task<AuditOperation> BeginAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        var intent = AuditOperation.Intent(auditEvent, clock);
        await RecordAsync(intent, cancellationToken).ConfigureAwait(false);
        return AuditOperation.Begun(intent, Record); // Committed: it stays beside its outcome.
    }

    /// <summary>The log of another tenant.</summary>
    /// <exception cref="ArgumentException">The tenant does not have the form of docs/spec/event.md.</exception>
    public FakeAuditLog ForTenant(string tenant) => Grammar.IsTenant(tenant)
        ? tenants.GetOrAdd(tenant, t => new(tenants, t, intake, clock))
        : throw new ArgumentException($"'{tenant}' is not a tenant.", nameof(tenant));

    IAuditLog IAuditLog.ForTenant(string tenant) => ForTenant(tenant);

    private (int Index, Guid Id) Add(AuditEvent auditEvent)
    {
        var now = clock.GetUtcNow();
        var taken = intake.Take(auditEvent);
        taken = taken with { Id = taken.Id ?? Guid.CreateVersion7(now), OccurredAt = taken.OccurredAt ?? now };
        return Locked(() =>
        {
            events.Add(taken);
            return (events.Count - 1, taken.Id.Value);
        });
    }

    // As the log does with an operation that ends soon: one entry, in the place of its intent.
    private void Complete(AuditEvent outcome)
    {
        Locked(() => events.RemoveAll(e => e.Outcome.Result == AuditResult.Unfinished && e.Context.OperationId == outcome.Context.OperationId));
        Record(outcome);
    }

    private string Told()
    {
        var problems = Refused;
        var there = Events is { Count: > 0 } all ? $"There are: {string.Join(", ", all.Select(e => e.Action))}." : "It is empty.";
        return problems.Count == 0 ? there : $"{there} Refused: {string.Join(" ", problems.Select(p => p.Message))}";
    }

    private T Locked<T>(Func<T> work)
    {
        lock (writing)
        {
            return work();
        }
    }
}
