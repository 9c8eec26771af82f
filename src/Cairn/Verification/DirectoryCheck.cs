using Cairn.Merkle;

namespace Cairn;

/// <summary>
/// Whether the directory still holds every person an entry discloses, under the pseudonym the entry has for them, and brought by that entry or an earlier one.
/// Only identifiers that stand in disclosures can be asked for: a person who was erased is in neither.
/// </summary>
internal sealed class DirectoryCheck(ILogStore store, LogIdentity log, FindingList findings)
{
    private readonly List<(long Index, NewSubject Person)> asked = [];

    // One wrong row is one finding, however many entries name the person. As many as there are wrong rows.
    private readonly HashSet<string> toldSubjects = new(StringComparer.Ordinal);
    private readonly HashSet<Hash> toldIdentifiers = [];

    public void See(in CheckedEntry entry)
    {
        for (var i = 0; i < entry.WrongRows?.Count; i++)
        {
            Told(entry.WrongRows[i].Subject, entry.WrongRows[i].Identifier);
        }

        for (var i = 0; i < entry.Persons?.Count; i++)
        {
            asked.Add((entry.Index, entry.Persons[i]));
        }
    }

    /// <summary>Asks the store for everybody seen since the last time.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (asked.Count == 0)
        {
            return;
        }

        var (_, rows) = await store.FindSubjectsAsync(log, [.. asked.Select(a => a.Person.Identifier).Distinct()], cancellationToken).ConfigureAwait(false);
        foreach (var (index, person) in asked)
        {
            if (toldSubjects.Contains(person.Subject) || toldIdentifiers.Contains(person.Identifier))
            {
                continue;
            }

            if (!rows.TryGetValue(person.Identifier, out var row))
            {
                await MissingAsync(index, person, cancellationToken).ConfigureAwait(false);
            }
            else if (row.Subject != person.Subject)
            {
                Tell(index, person, "subject", $"the directory has {row.Subject} for the person who stands here as {person.Subject}");
            }
            else if (row.FirstIndex > index)
            {
                Tell(index, person, "first_idx", $"the directory says that entry {row.FirstIndex} brought {person.Subject}, who stands in this earlier one");
            }
        }

        asked.Clear();
    }

    private void Tell(long index, NewSubject person, string member, string words)
    {
        findings.Add(FindingKind.Subject, index, member, words);
        Told(person.Subject, person.Identifier);
    }

    private void Told(string subject, Hash identifier)
    {
        toldSubjects.Add(subject);
        toldIdentifiers.Add(identifier);
    }

    // The person may have been erased between the two readings: then the entry does not disclose them any more.
    private async Task MissingAsync(long index, NewSubject person, CancellationToken cancellationToken)
    {
        var entries = await store.ReadEntriesAsync(log, index, 1, cancellationToken).ConfigureAwait(false);
        if (entries.Count == 1 && EntryView.TryRead(entries[0], out var view, out _)
            && EntryPersons.Of(log, view!.Leaf, view.Disclosures).Contains(person)) // Read.
        {
            Tell(index, person, "identifier", $"the directory holds nothing of {person.Subject}, whom this entry discloses");
        }
    }
}
