using Cairn.Merkle;

namespace Cairn;

/// <summary>Seals events of one log together: looks up persons once, names new ones, makes leaves and disclosures.</summary>
/// <param name="store">Knows who is named already.</param>
/// <param name="persons">Who is a person.</param>
/// <param name="random">For salts and names.</param>
/// <param name="clock">The time of sealing.</param>
/// <param name="declarer">Brings the words of actions into the log; <see langword="null"/>: nothing is declared.</param>
internal sealed class BatchSealer(ILogStore store, PersonRules persons, RandomFill random, TimeProvider clock, ActionDeclarer? declarer = null)
{
    /// <exception cref="EntryRefusedException">One of the events cannot be sealed.</exception>
    public async Task<SealedBatch> SealAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        var events = batch.Events;
        var pool = new RandomPool(random, Math.Min(4096, 128 * events.Count));
        var sealer = new Sealer(batch.Log, persons, pool.Fill);
        var declared = declarer is null ? null : await declarer.DeclareAsync(batch.Log, events, cancellationToken).ConfigureAwait(false);
        var (names, people) = await NamesAsync(batch.Log, sealer, pool, events, cancellationToken).ConfigureAwait(false);
        var entries = new SealedEntry[events.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = Seal(sealer, events[i], names, declared?[i]);
        }

        return batch with { Entries = entries, People = people };
    }

    private SealedEntry Seal(Sealer sealer, PendingEvent pending, Pseudonyms names, string? declared)
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
                    Declared = declared,
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
        var identifiers = new Dictionary<PersonalId, Hash[]>();
        foreach (var pending in events)
        {
            foreach (var person in sealer.PersonalIds(pending.Event))
            {
                identifiers.TryAdd(person, []);
            }
        }

        if (identifiers.Count == 0)
        {
            return (Pseudonyms.None, null);
        }

        var keys = log.Keys.NewestFirst(KeyPurpose.Lookup);
        foreach (var person in identifiers.Keys)
        {
            identifiers[person] = [.. keys.Select(person.Lookup)];
        }

        var known = await store.FindSubjectsAsync(log, [.. identifiers.Values.SelectMany(h => h)], cancellationToken).ConfigureAwait(false);
        return (new(identifiers, known.Rows, pool.Fill), known.People);
    }
}
