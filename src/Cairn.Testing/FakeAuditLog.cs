using System.Diagnostics.CodeAnalysis;
using Cairn.Testing;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Primitives;

namespace Cairn;

/// <summary>
/// An audit log for an application's tests: no file, no key, no store. Events stay in memory, enriched, masked and checked as the real log
/// would, and what it would refuse is refused. <c>log.Single("member.removed")</c> gives the one event there is, or says what there is
/// instead. It sees every tenant's events; <see cref="ForTenant"/> gives one tenant's view.
/// </summary>
public sealed class FakeAuditLog : IAuditLog
{
    private readonly FakeJournal journal;
    private readonly string? tenant;

    /// <summary>An empty log.</summary>
    /// <param name="options">The application's: its actions, its enrichers, what it masks. Absent: the defaults.</param>
    /// <param name="clock">The time of events that bring none; absent: the system's.</param>
    /// <exception cref="ArgumentException">An option is not valid, as when the real log is opened.</exception>
    public FakeAuditLog(CairnOptions? options = null, TimeProvider? clock = null)
        : this(FakeJournal.Of(options ?? new(), clock ?? TimeProvider.System), null)
    {
    }

    private FakeAuditLog(FakeJournal journal, string? tenant) => (this.journal, this.tenant) = (journal, tenant);

    /// <summary>What was recorded, of every tenant in the order of recording, or of one tenant.</summary>
    public IReadOnlyList<AuditEvent> Events => [.. Recorded.Select(r => r.Event)];

    /// <summary>The same, with the tenant whose log each event went to.</summary>
    public IReadOnlyList<FakeRecord> Recorded => journal.Recorded(tenant);

    /// <summary>
    /// What <see cref="Record"/> and <see cref="Begin"/> were given and the real log would not take: an <see cref="AuditEventException"/>,
    /// or an <see cref="AuditConflictException"/>.
    /// </summary>
    public IReadOnlyList<Exception> Refused => journal.Refused(tenant);

    /// <summary>The events of an action, in order.</summary>
    /// <param name="action">Its name, or the one it had in a founding system.</param>
    public IReadOnlyList<AuditEvent> All(string action)
    {
        var name = FoundingNames.All.TryGetValue(action, out var known) ? known.Name : action;
        return [.. Events.Where(e => e.Action == name)];
    }

    /// <summary>The one event of an action.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one; the message says what there is.</exception>
    [SuppressMessage("Naming", "CA1720", Justification = "The verb of LINQ and of assertions, not the number.")]
    public AuditEvent Single(string action) => All(action) is [var only]
        ? only
        : throw new InvalidOperationException(
            $"Expected one '{action}' in the audit log{(tenant is null ? "" : $" of tenant {tenant}")}. {Told()}");

    /// <summary>Forgets the events of every tenant.</summary>
    public void Clear() => journal.Clear();

    /// <inheritdoc/>
    public void Record(AuditEvent auditEvent) => journal.Record(tenant, auditEvent);

    /// <inheritdoc/>
    public Task<AuditReceipt> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<AuditReceipt>(cancellationToken)
            : journal.RecordAsync(tenant, auditEvent);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditReceipt>> RecordAllAsync(
        IReadOnlyCollection<AuditEvent> auditEvents,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(auditEvents);
        if (auditEvents.Contains(null!))
        {
            throw new ArgumentException("One of the events is null.", nameof(auditEvents));
        }

        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<IReadOnlyList<AuditReceipt>>(cancellationToken)
            : journal.RecordAsync(tenant, auditEvents);
    }

    /// <inheritdoc/>
    public AuditOperation Begin(AuditEvent auditEvent) => journal.Begin(tenant, auditEvent);

    /// <inheritdoc/>
    public Task<AuditOperation> BeginAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(auditEvent);
        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<AuditOperation>(cancellationToken)
            : journal.BeginAsync(tenant, auditEvent);
    }

    /// <inheritdoc/>
    public AuditScope Scope(Func<AuditAmbient?> ambient)
    {
        ArgumentNullException.ThrowIfNull(ambient);
        return journal.Scope(ambient);
    }

    /// <summary>The log of one tenant.</summary>
    /// <exception cref="ArgumentException">The tenant does not have the form of docs/spec/event.md.</exception>
    public FakeAuditLog ForTenant(string tenant) => new(journal, Tenants.Checked(tenant, nameof(tenant)));

    IAuditLog IAuditLog.ForTenant(string tenant) => ForTenant(tenant);

    private string Told()
    {
        var there = Recorded is { Count: > 0 } all ? $"There are: {string.Join(", ", all.Select(Told))}." : "It is empty.";
        return Refused is { Count: > 0 } problems ? $"{there} Refused: {string.Join(" ", problems.Select(p => p.Message))}" : there;
    }

    private static string Told(FakeRecord record) =>
        record.Tenant == LogIdentity.DefaultTenant ? record.Event.Action : $"{record.Event.Action} (tenant {record.Tenant})";
}

/// <summary>An event that was recorded in a <see cref="FakeAuditLog"/>.</summary>
/// <param name="Tenant">Whose log it went to.</param>
/// <param name="Event">The event, as the real log would keep it.</param>
public sealed record FakeRecord(string Tenant, AuditEvent Event);
