using Cairn.Merkle;

namespace Cairn;

/// <summary>Seals events of one log together: looks up persons once, names new ones, makes leaves and disclosures.</summary>
internal sealed class BatchSealer(ILogStore store, PersonRules persons, RandomFill random, TimeProvider clock)
{
    /// <exception cref="EntryRefusedException">One of the events cannot be sealed.</exception>
    public async Task<SealedBatch> SealAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        var events = batch.Events;
        var pool = new RandomPool(random, Math.Min(4096, 128 * events.Count));
        var sealer = new Sealer(batch.Log, persons, pool.Fill);
        var (names, people) = await NamesAsync(batch.Log, sealer, pool, events, cancellationToken).ConfigureAwait(false);
        var entries = new SealedEntry[events.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = Seal(sealer, events[i], names);
        }

        return batch with { Entries = entries, People = people };
    }

    private SealedEntry Seal(Sealer sealer, PendingEvent pending, Pseudonyms names)
    {
        var now = clock.GetUtcNow();
        var auditEvent = pending.Event;
        try
        {
            return sealer.Seal(
                auditEvent,
                new()
                {
                    EventId = auditEvent.Id ?? Guid.CreateVersion7(now),
                    RecordedAt = now,
                    Producer = pending.Producer,
                    Seq = pending.Seq,
                    Manifest = pending.Manifest,
                    NewSubjects = names.NewFor(sealer.PersonalIds(auditEvent)),
                },
                names.Name);
        }
        catch (Exception e)
        {
            // Sealing only computes: what fails once fails always, and must not hold up the events behind it.
            throw new EntryRefusedException($"The event {auditEvent.Id:D} cannot be made an entry: {e.Message}", e);
        }
    }

    private async Task<(Pseudonyms Names, long? People)> NamesAsync(
        LogIdentity log, Sealer sealer, RandomPool pool, IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken)
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
            return (Pseudonyms.None, null);
        }

        foreach (var person in identifiers.Keys)
        {
            identifiers[person] = Sealer.Lookup(log, person);
        }

        var known = await store.FindSubjectsAsync(log, identifiers.Values, cancellationToken).ConfigureAwait(false);
        return (new(identifiers, known.Rows, pool.Fill), known.People);
    }
}
