using System.Collections.Concurrent;
using Cairn.Entries;
using Cairn.Events;
using Cairn.Manifests;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Recording;

/// <summary>
/// Sees to it that a log has the words of its application's actions before the first entry that names them. What is missing is appended by
/// itself, before the batch is sealed: an entry never names a declaration that is not there, whatever becomes of its batch. Hosts that do
/// the same at once, or again after they died, bring the same entry, which is there once.
/// </summary>
internal sealed class ActionDeclarer(ILogStore store, HostWords words, RandomFill random, TimeProvider clock)
{
    // Of logs, and of words in one: far more than applications have. Beyond it, what is known is asked for again.
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, LogWords> logs = new(StringComparer.Ordinal);

    /// <summary>What the entry of each event names, after it is in the log; <see langword="null"/>: none names anything.</summary>
    public async ValueTask<string?[]?> DeclareAsync(
        LogIdentity log,
        IReadOnlyList<PendingEvent> events,
        CancellationToken cancellationToken)
    {
        string?[]? named = null;
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Manifest is null && words.Of(events[i].Event) is { } declaration)
            {
                var known = KnownOf(log);
                if (!known.TryGet(declaration, out var isThere))
                {
                    isThere = await BringAsync(log, known, declaration, cancellationToken).ConfigureAwait(false);
                }

                (named ??= new string?[events.Count])[i] = isThere ? declaration.Reference : null;
            }
        }

        return named;
    }

    private LogWords KnownOf(LogIdentity log)
    {
        if (logs.TryGetValue(log.LogId, out var known))
        {
            return known;
        }

        if (logs.Count >= Most)
        {
            logs.Clear();
        }

        return logs.GetOrAdd(log.LogId, new LogWords());
    }

    private async Task<bool> BringAsync(LogIdentity log, LogWords known, ActionDeclaration declaration, CancellationToken cancellationToken)
    {
        if (!known.IsRead)
        {
            foreach (var row in await store.ReadManifestsAsync(log, ActionDeclaredManifest.Name, cancellationToken).ConfigureAwait(false))
            {
                known.Add(ActionDeclaredManifest.ReferenceTo(row.Json.Span), isThere: true, Most);
            }

            known.IsRead = true;
        }

        if (!known.TryGet(declaration, out var isThere))
        {
            known.Add(declaration.Reference, isThere = await AppendAsync(log, declaration, cancellationToken).ConfigureAwait(false), Most);
        }

        return isThere;
    }

    /// <returns>
    /// Whether it is in the log. Not where somebody took its id for an event of theirs, or the store refuses it: entries then name
    /// nothing, and are told plainly.
    /// </returns>
    private async Task<bool> AppendAsync(LogIdentity log, ActionDeclaration declaration, CancellationToken cancellationToken)
    {
        var attestation = new Attestation(declaration.Manifest, CairnActions.ActionDeclared, declaration.Id);
        var batch = await new BatchSealer(
            store, PersonRules.Default, random, clock).SealAsync(new(log, [attestation], null), cancellationToken).ConfigureAwait(false);
        try
        {
            var results = await store.AppendAsync(log, batch.Entries!, batch.People, cancellationToken).ConfigureAwait(false); // Sealed.
            return results[0].Status is AppendStatus.Appended or AppendStatus.Replayed;
        }
        catch (EntryRefusedException)
        {
            return false;
        }
    }

    /// <summary>Which declarations a log has, as far as this process knows.</summary>
    private sealed class LogWords
    {
        private readonly ConcurrentDictionary<string, bool> known = new(StringComparer.Ordinal);

        /// <summary>Whether those were read that the log had before.</summary>
        public bool IsRead { get; set; }

        public bool TryGet(ActionDeclaration declaration, out bool isThere) => known.TryGetValue(declaration.Reference, out isThere);

        public void Add(string reference, bool isThere, int most)
        {
            if (known.Count >= most)
            {
                known.Clear();
            }

            known[reference] = isThere;
        }
    }
}
