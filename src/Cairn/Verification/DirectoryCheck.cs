using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>
/// Whether the directory still holds every person an entry discloses, under the pseudonym the entry has for them, and brought by that entry
/// or an earlier one. Only identifiers that stand in disclosures can be asked for: a person who was erased is in neither.
/// </summary>
internal sealed class DirectoryCheck(ILogStore store, LogIdentity log, FindingList findings)
{
    private readonly IReadOnlyList<LogKey> keys = log.Keys.NewestFirst(KeyPurpose.Lookup);
    private readonly List<(long Index, DisclosedPerson Person, Hash[] Identifiers)> asked = [];

    // One wrong row is one finding, however many entries name the person. As many as there are wrong rows.
    private readonly HashSet<string> toldSubjects = new(StringComparer.Ordinal);
    private readonly HashSet<Hash> toldIdentifiers = [];

    public void See(in CheckedEntry entry)
    {
        for (var i = 0; i < entry.WrongRows?.Count; i++)
        {
            Told(entry.WrongRows[i].Subject, [entry.WrongRows[i].Identifier]);
        }

        // Their rows are under keys that are not at hand, and cannot be asked for.
        toldSubjects.UnionWith(entry.KeylessPersons ?? []);
        for (var i = 0; keys.Count > 0 && i < entry.People?.Persons.Count; i++)
        {
            var person = entry.People.Persons[i];
            asked.Add((entry.Index, person, [.. keys.Select(person.Id.Lookup)]));
        }
    }

    /// <summary>Asks the store for everybody seen since the last time.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (asked.Count == 0)
        {
            return;
        }

        var (_, rows) = await store.FindSubjectsAsync(
            log, [.. asked.SelectMany(a => a.Identifiers).Distinct()], cancellationToken).ConfigureAwait(false);
        foreach (var (index, person, identifiers) in asked)
        {
            if (toldSubjects.Contains(person.Subject) || toldIdentifiers.Overlaps(identifiers))
            {
                continue;
            }

            if (identifiers.Select(i => rows.GetValueOrDefault(i)).FirstOrDefault(r => r is not null) is not { } row)
            {
                await MissingAsync(index, person, identifiers, cancellationToken).ConfigureAwait(false);
            }
            else if (row.Subject != person.Subject)
            {
                Tell(
                    index,
                    person,
                    identifiers,
                    "subject",
                    $"the directory has {row.Subject} for the person whom this entry calls {person.Subject}");
            }
            else if (row.FirstIndex > index)
            {
                Tell(
                    index,
                    person,
                    identifiers,
                    "first_idx",
                    $"the directory says that entry {row.FirstIndex} introduced {person.Subject}, but this earlier entry mentions them");
            }
        }

        asked.Clear();
    }

    private void Tell(long index, DisclosedPerson person, Hash[] identifiers, string member, string words)
    {
        findings.Add(FindingKind.Subject, index, member, words);
        Told(person.Subject, identifiers);
    }

    private void Told(string subject, Hash[] identifiers)
    {
        toldSubjects.Add(subject);
        toldIdentifiers.UnionWith(identifiers);
    }

    // The person may have been erased between the two readings: then the entry does not disclose them any more.
    private async Task MissingAsync(long index, DisclosedPerson person, Hash[] identifiers, CancellationToken cancellationToken)
    {
        var entries = await store.ReadEntriesAsync(log, index, 1, cancellationToken).ConfigureAwait(false);
        if (entries.Count == 1 && EntryView.TryRead(entries[0], out var view, out _)
            && DisclosedPeople.Of(view!.Leaf, view.Disclosures).Persons.Contains(person)) // Read.
        {
            Tell(index, person, identifiers, "identifier", $"the directory has no row for {person.Subject}, whom this entry mentions");
        }
    }
}
