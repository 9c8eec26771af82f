using System.Collections.Concurrent;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Recording;

/// <summary>
/// Seals events of one log together: looks up persons once, names new ones, makes leaves and disclosures. All members may
/// be called from any thread.
/// </summary>
/// <param name="store">Where the directory is.</param>
/// <param name="persons">Who is a person.</param>
/// <param name="random">Salts and pseudonyms.</param>
/// <param name="clock">When an event is recorded.</param>
/// <param name="indexAddresses">Whether entries can be found by the network they came from.</param>
/// <param name="declarer">Brings the words of actions into the log; <see langword="null"/>: nothing is declared.</param>
internal sealed class BatchSealer(
    ILogStore store,
    PersonRules persons,
    RandomFill random,
    TimeProvider clock,
    bool indexAddresses = true,
    ActionDeclarer? declarer = null)
{
    private readonly AliasMemory aliases = new();

    // By the log's key: how often persons had left it when this was last asked.
    private readonly ConcurrentDictionary<long, long> people = [];

    /// <exception cref="EntryRefusedException">One of the events cannot be sealed.</exception>
    public async Task<SealedBatch> SealAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        var events = batch.Events;
        var pool = new RandomPool(random, Math.Min(4096, 128 * events.Count));
        var declared = declarer is null ? null : await declarer.DeclareAsync(batch.Log, events, cancellationToken).ConfigureAwait(false);
        var (names, left) = await NamesAsync(batch.Log, pool, events, cancellationToken).ConfigureAwait(false);
        var sealer = new Sealer(batch.Log, persons, pool.Fill, new(aliases, left, indexAddresses));
        var entries = new SealedEntry[events.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = Seal(sealer, events[i], names, declared?[i]);
        }

        return batch with { Entries = entries, People = left };
    }

    /// <summary>Told what became of sealed entries: the aliases they brought need not be told to the store again.</summary>
    public void Committed(LogIdentity log, IReadOnlyList<SealedEntry> entries, IReadOnlyList<AppendResult> results, long? left)
    {
        for (var i = 0; left is { } counter && i < entries.Count; i++)
        {
            for (var n = 0; results[i].Status == AppendStatus.Appended && n < entries[i].Aliases.Count; n++)
            {
                aliases.Committed(log, counter, entries[i].Aliases[n]);
            }
        }
    }

    /// <summary>Told that persons left a log since its entries were sealed: whoever it knows has to be asked for again.</summary>
    public void Forget(LogIdentity log) => people.TryRemove(log.Key, out _);

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
                    NewSubjects = ReferenceEquals(names, Pseudonyms.None) ? [] : names.NewFor(sealer.PersonalIds(auditEvent)),
                },
                names.Name);
        }
        catch (Exception e)
        {
            // Sealing only computes: what fails once fails always, and must not hold up the events behind it.
            throw new EntryRefusedException($"The event {auditEvent.Id:D} cannot be turned into an entry: {e.Message}", e);
        }
    }

    private async Task<(Pseudonyms Names, long Left)> NamesAsync(
        LogIdentity log,
        RandomPool pool,
        IReadOnlyList<PendingEvent> events,
        CancellationToken cancellationToken)
    {
        var identifiers = new Dictionary<PersonalId, Hash[]>();
        var keys = log.Keys.NewestFirst(KeyPurpose.Lookup);
        foreach (var person in events.SelectMany(e => EventPersons.Of(e.Event, persons)))
        {
            if (!identifiers.ContainsKey(person))
            {
                identifiers.Add(person, [.. keys.Select(person.Lookup)]);
            }
        }

        if (identifiers.Count == 0)
        {
            return (Pseudonyms.None, await LeftAsync(log, cancellationToken).ConfigureAwait(false));
        }

        var known = await store.FindSubjectsAsync(log, [.. identifiers.Values.SelectMany(h => h)], cancellationToken).ConfigureAwait(false);
        people[log.Key] = known.People;
        return (new(identifiers, known.Rows, pool.Fill), known.People);
    }

    private async ValueTask<long> LeftAsync(LogIdentity log, CancellationToken cancellationToken)
    {
        if (!people.TryGetValue(log.Key, out var left))
        {
            left = (await store.ReadHeadAsync(log, cancellationToken).ConfigureAwait(false)).People;
            people[log.Key] = left;
        }

        return left;
    }
}
