namespace Cairn;

/// <summary>Where an application records what happened. All members may be called from any thread.</summary>
public interface IAuditLog
{
    /// <summary>
    /// Puts an event into the spool: when it returns, the event survives the process, and is committed in the background. Never throws and
    /// never blocks; what cannot be kept is counted, logged, and named in the audit log. Events recorded this way by one thread are in the
    /// log in their order; one recorded with <see cref="RecordAsync"/> right after may come before them.
    /// </summary>
    void Record(AuditEvent auditEvent);

    /// <summary>
    /// Records an event; when it returns, the event is committed. While the store is away it is tried again, to
    /// <see cref="CairnOptions.RecordTimeout"/>.
    /// </summary>
    /// <returns>Where the entry is.</returns>
    /// <exception cref="AuditEventException">The event breaks a rule; all problems are named.</exception>
    /// <exception cref="AuditConflictException">The event's id is in the log with another event.</exception>
    /// <exception cref="AuditTimeoutException">The store did not take it in time; says whether the event may still arrive.</exception>
    /// <exception cref="CairnStoreException">The store refuses the event, or cannot be used before somebody mends it.</exception>
    /// <exception cref="OperationCanceledException">Given up by the caller: the event is in the log in whole, or never.</exception>
    /// <exception cref="ObjectDisposedException">The log was closed; nothing was recorded.</exception>
    /// <exception cref="CairnSigningException">The log was restored from an older copy, or its key is missing or different.</exception>
    Task<AuditReceipt> RecordAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default);

    /// <summary>
    /// Records several events, in their order; when it returns, all are committed. When one breaks a rule none is recorded. They
    /// need not be one transaction of the store: where one cannot be committed, others may be, and recording all of them again with
    /// ids of their own is safe.
    /// </summary>
    /// <returns>Where each entry is, in the order of the events.</returns>
    /// <exception cref="AuditEventException">An event breaks a rule; all problems of all events are named: <c>[1].action</c>.</exception>
    /// <inheritdoc cref="RecordAsync"/>
    Task<IReadOnlyList<AuditReceipt>> RecordAllAsync(
        IReadOnlyCollection<AuditEvent> auditEvents,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Says that an action begins, before it is carried out; the operation's methods say how it ended. Never throws and never blocks. One
    /// that ends within <see cref="CairnOptions.IntentHold"/> is one entry, a longer one two that carry its id; one that never ends stays
    /// in the log as unfinished.
    /// </summary>
    AuditOperation Begin(AuditEvent auditEvent);

    /// <summary>
    /// The same; when it returns, the beginning is committed, so that the action does not run unrecorded. It throws as
    /// <see cref="RecordAsync"/> does.
    /// </summary>
    Task<AuditOperation> BeginAsync(AuditEvent auditEvent, CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens a scope: until it is closed, events that are recorded in this work, also after an <c>await</c> and in tasks it starts,
    /// say what the scope says where they say nothing themselves. Scopes nest; an inner one wins. It ends with the async method that
    /// opened it, at the latest.
    /// </summary>
    /// <param name="ambient">
    /// Gives what is known, each time an event is recorded, so that it may change while the scope is open, as when somebody signs in.
    /// It must be quick, and is called on whatever thread records. If it throws, the event is recorded without it.
    /// </param>
    AuditScope Scope(Func<AuditAmbient?> ambient);

    /// <summary>The same, for another tenant's log, whatever tenant a scope says.</summary>
    /// <exception cref="ArgumentException">The tenant does not have the form of docs/spec/event.md.</exception>
    IAuditLog ForTenant(string tenant);
}
