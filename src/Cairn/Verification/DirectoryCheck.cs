using Cairn.Merkle;

namespace Cairn;

/// <summary>
/// Whether the directory still holds every person an entry discloses, under the pseudonym the entry has for them, and brought by that entry or an earlier one.
/// Only identifiers that stand in disclosures can be asked for: a person who was erased is in neither.
/// </summary>
internal sealed class DirectoryCheck(ILogStore store, LogIdentity log, FindingList findings)
{
    private readonly List<(long Index, NewSubject Person)> asked = [];

    public void See(long index, List<NewSubject>? persons)
    {
        for (var i = 0; i < persons?.Count; i++)
        {
            asked.Add((index, persons[i]));
        }
    }

    /// <summary>Asks the store for everybody seen since the last time.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (asked.Count == 0)
        {
            return;
        }

        var rows = await store.FindSubjectsAsync(log, [.. asked.Select(a => a.Person.Identifier).Distinct()], cancellationToken).ConfigureAwait(false);
        foreach (var (index, person) in asked)
        {
            if (!rows.TryGetValue(person.Identifier, out var row))
            {
                await MissingAsync(index, person, cancellationToken).ConfigureAwait(false);
            }
            else if (row.Subject != person.Subject)
            {
                // Where the row was altered, the entry that brought it says so; here it is another row in its place.
                Differs(index, row, person);
            }
            else if (row.FirstIndex > index)
            {
                findings.Add(FindingKind.Subject, index, "first_idx", $"the directory says that entry {row.FirstIndex} brought {person.Subject}, who stands in this earlier one");
            }
        }

        asked.Clear();
    }

    private void Differs(long index, StoredSubject row, NewSubject person)
    {
        if (row.FirstIndex != index)
        {
            findings.Add(FindingKind.Subject, index, "subject", $"the directory has {row.Subject} for the person who stands here as {person.Subject}");
        }
    }

    // The person may have been erased between the two readings: then the entry does not disclose them any more.
    private async Task MissingAsync(long index, NewSubject person, CancellationToken cancellationToken)
    {
        var entries = await store.ReadEntriesAsync(log, index, 1, cancellationToken).ConfigureAwait(false);
        if (entries.Count == 1 && EntryView.TryRead(entries[0], out var view, out _)
            && EntryPersons.Of(log, view!.Leaf, view.Disclosures).Contains(person)) // Read.
        {
            findings.Add(FindingKind.Subject, index, "identifier", $"the directory holds nothing of {person.Subject}, whom this entry discloses");
        }
    }
}
