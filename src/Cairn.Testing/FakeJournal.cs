using Cairn.Events;
using Cairn.Intake;
using Cairn.Primitives;

namespace Cairn.Testing;

/// <summary>What all tenants of a <see cref="FakeAuditLog"/> recorded, taken as the real log takes it.</summary>
internal sealed class FakeJournal
{
    private readonly EventIntake intake;
    private readonly TimeProvider clock;
    private readonly Lock gate = new();

    // All guarded by the gate.
    private readonly List<FakeRecord> records = [];
    private readonly Dictionary<(string Tenant, Guid Id), (long Index, string Sent)> known = [];
    private readonly Dictionary<string, long> sizes = new(StringComparer.Ordinal);
    private readonly List<(string Tenant, Exception Why)> refused = [];

    private FakeJournal(EventIntake intake, TimeProvider clock) => (this.intake, this.clock) = (intake, clock);

    /// <exception cref="ArgumentException">An option is not valid.</exception>
    public static FakeJournal Of(CairnOptions options, TimeProvider clock)
    {
        options.Validate();
        return new(options.Intake, clock);
    }

    public IReadOnlyList<FakeRecord> Recorded(string? tenant)
    {
        lock (gate)
        {
            return [.. records.Where(r => tenant is null || r.Tenant == tenant)];
        }
    }

    public IReadOnlyList<Exception> Refused(string? tenant)
    {
        lock (gate)
        {
            return [.. refused.Where(r => tenant is null || r.Tenant == tenant).Select(r => r.Why)];
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            records.Clear();
            known.Clear();
            sizes.Clear();
            refused.Clear();
        }
    }

    public AuditScope Scope(Func<AuditAmbient?> ambient) => intake.Enrichment.Flow.Open(ambient);

    public void Record(string? tenant, AuditEvent auditEvent)
    {
        (tenant, auditEvent) = intake.Enrich(tenant, auditEvent);
        Keep(tenant, auditEvent);
    }

    public async Task<AuditReceipt> RecordAsync(string? tenant, AuditEvent auditEvent)
    {
        (tenant, auditEvent) = intake.Enrich(tenant, auditEvent);
        await Task.CompletedTask.ConfigureAwait(false); // What is refused comes out of the task, as from the real log.
        return Add(tenant, auditEvent);
    }

    public async Task<IReadOnlyList<AuditReceipt>> RecordAsync(string? tenant, IReadOnlyCollection<AuditEvent> auditEvents)
    {
        var enriched = auditEvents.Select(e => intake.Enrich(tenant, e)).ToList();
        await Task.CompletedTask.ConfigureAwait(false); // As above.
        intake.Take(enriched.ConvertAll(e => e.Event)); // None is recorded when one breaks a rule.
        return enriched.ConvertAll(e => Add(e.Tenant, e.Event));
    }

    public AuditOperation Begin(string? tenant, AuditEvent auditEvent)
    {
        var (log, intent) = intake.Enrich(tenant, AuditOperation.Intent(auditEvent, clock));
        Keep(log, intent);
        return AuditOperation.Begun(intent, outcome => Complete(log, outcome));
    }

    public async Task<AuditOperation> BeginAsync(string? tenant, AuditEvent auditEvent)
    {
        var (log, intent) = intake.Enrich(tenant, AuditOperation.Intent(auditEvent, clock));
        await Task.CompletedTask.ConfigureAwait(false); // As above.
        Add(log, intent);
        return AuditOperation.Begun(intent, outcome => End(log, outcome)); // Committed: it stays beside its outcome.
    }

    // As the log does with an operation that ends soon: one entry, in the place of its intent.
    private bool Complete(string tenant, AuditEvent outcome)
    {
        lock (gate)
        {
            records.RemoveAll(r => r.Tenant == tenant && r.Event.Outcome.Result == AuditResult.Unfinished
                && r.Event.Context.OperationId == outcome.Context.OperationId);
        }

        return End(tenant, outcome);
    }

    private bool End(string tenant, AuditEvent outcome)
    {
        (tenant, outcome) = intake.Enrich(tenant, outcome);
        return Keep(tenant, outcome);
    }

    private bool Keep(string tenant, AuditEvent auditEvent)
    {
        try
        {
            Add(tenant, auditEvent);
            return true;
        }
        catch (Exception e)
        {
            lock (gate)
            {
                refused.Add((tenant, e)); // Whatever is wrong with an event: Record does not throw.
            }

            return false;
        }
    }

    private AuditReceipt Add(string tenant, AuditEvent auditEvent)
    {
        var taken = intake.Take(auditEvent);
        var sent = new Utf8Buffer();
        EventJson.Write(taken, sent); // Without the time of recording: an event without a time may be sent again.
        var now = clock.GetUtcNow();
        taken = taken with { Id = taken.Id ?? Guid.CreateVersion7(now), OccurredAt = taken.OccurredAt ?? now };
        lock (gate)
        {
            return Add(new(tenant, taken), sent.ToString());
        }
    }

    private AuditReceipt Add(FakeRecord record, string sent)
    {
        var id = record.Event.Id!.Value; // Given above.
        if (known.TryGetValue((record.Tenant, id), out var there))
        {
            return there.Sent == sent ? new("fake", there.Index, id, "") : throw new AuditConflictException(id, there.Index);
        }

        var index = sizes[record.Tenant] = sizes.GetValueOrDefault(record.Tenant, -1) + 1;
        known.Add((record.Tenant, id), (index, sent));
        records.Add(record);
        return new("fake", index, id, "");
    }
}
