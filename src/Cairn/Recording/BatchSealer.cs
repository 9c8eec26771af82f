using Cairn.Merkle;

namespace Cairn;

/// <summary>Seals events of one log together: looks up persons once, names new ones, makes leaves and disclosures.</summary>
internal sealed class BatchSealer(ILogStore store, PersonRules persons, RandomFill random, TimeProvider clock)
{
    public async Task<SealedBatch> SealAsync(LogIdentity log, IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken)
    {
        var pool = new RandomPool(random, Math.Min(4096, 128 * events.Count));
        var sealer = new Sealer(log, persons, pool.Fill);
        var names = await NamesAsync(log, sealer, pool, events, cancellationToken).ConfigureAwait(false);
        var entries = new SealedEntry[events.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = Seal(sealer, events[i], names);
        }

        return new(log, events, entries);
    }

    private SealedEntry Seal(Sealer sealer, PendingEvent pending, Pseudonyms names)
    {
        var now = clock.GetUtcNow();
        var auditEvent = pending.Event;
        return sealer.Seal(
            auditEvent,
            new()
            {
                EventId = auditEvent.Id ?? Guid.CreateVersion7(now),
                RecordedAt = now,
                Manifest = pending.Manifest,
                NewSubjects = names.NewFor(sealer.PersonalIds(auditEvent)),
            },
            names.Name);
    }

    private async Task<Pseudonyms> NamesAsync(LogIdentity log, Sealer sealer, RandomPool pool, IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken)
    {
        var identifiers = new Dictionary<AuditSubject, Hash>();
        foreach (var pending in events)
        {
            foreach (var person in sealer.PersonalIds(pending.Event))
            {
                identifiers.TryAdd(person, default);
            }
        }

        if (identifiers.Count == 0)
        {
            return Pseudonyms.None;
        }

        foreach (var person in identifiers.Keys)
        {
            identifiers[person] = Sealer.Lookup(log, person);
        }

        var known = await store.FindSubjectsAsync(log, identifiers.Values, cancellationToken).ConfigureAwait(false);
        return new(identifiers, known, pool.Fill);
    }
}
