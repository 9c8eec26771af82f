using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>
/// Whether the store still holds every alias that an entry discloses, brought by that entry or an earlier one. One that an earlier entry of
/// this run discloses is not asked for again.
/// </summary>
internal sealed class AliasCheck(ILogStore store, LogIdentity log, FindingList findings)
{
    // What names many entries share: a run over a long log asks for most of them once.
    private const int MostKnown = 65_536;

    private readonly IReadOnlyList<LogKey> keys = log.Keys.NewestFirst(KeyPurpose.Lookup);
    private readonly AliasMemory hashes = new();
    private readonly HashSet<DisclosedName> known = [];
    private readonly List<(long Index, DisclosedName Name)> asked = [];

    // One wrong or missing row is one finding, and what is under a key that is not at hand cannot be asked for.
    private readonly HashSet<string> told = new(StringComparer.Ordinal);
    private readonly HashSet<AliasHash> toldIdentifiers = [];

    public void See(in CheckedEntry entry)
    {
        for (var i = 0; i < entry.WrongAliases?.Count; i++)
        {
            told.Add(entry.WrongAliases[i].Subject);
            toldIdentifiers.Add(entry.WrongAliases[i].Identifier);
        }

        told.UnionWith(entry.KeylessAliases ?? []);
        for (var i = 0; keys.Count > 0 && i < entry.People?.Names.Count; i++)
        {
            if (known.Add(entry.People.Names[i]))
            {
                asked.Add((entry.Index, entry.People.Names[i]));
            }
        }
    }

    /// <summary>Asks the store for every alias seen since the last time.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (asked.Count == 0)
        {
            return;
        }

        var wanted = asked.SelectMany(a => HashesOf(a.Name)).ToHashSet();
        var rows = (await store.FindAliasesAsync(log, wanted, cancellationToken).ConfigureAwait(false)).ToLookup(
            r => r.Subject, StringComparer.Ordinal);
        foreach (var (index, name) in asked)
        {
            if (HashesOf(name).ToList() is not [_, ..] identifiers || told.Contains(name.Subject) || toldIdentifiers.Overlaps(identifiers))
            {
                continue; // Nothing of it is left to be found, or it was told.
            }

            var row = rows[name.Subject].FirstOrDefault(r => identifiers.Contains(r.Identifier));
            if (row is null)
            {
                await MissingAsync(index, name, cancellationToken).ConfigureAwait(false);
            }
            else if (row.FirstIndex > index)
            {
                Tell(
                    index,
                    name,
                    "first_idx",
                    $"the aliases say that entry {row.FirstIndex} introduced a name of {name.Subject}, but this earlier entry has it");
            }
        }

        asked.Clear();
        if (known.Count > MostKnown)
        {
            known.Clear();
        }
    }

    private IEnumerable<AliasHash> HashesOf(DisclosedName name) =>
        keys.Select(k => hashes.Hash(log, k, name.Kind, name.Text)).OfType<AliasHash>();

    private void Tell(long index, DisclosedName name, string member, string words)
    {
        findings.Add(FindingKind.Subject, index, member, words);
        told.Add(name.Subject);
    }

    // The person may have been erased between the two readings: then the entry does not disclose them any more.
    private async Task MissingAsync(long index, DisclosedName name, CancellationToken cancellationToken)
    {
        var entries = await store.ReadEntriesAsync(log, index, 1, cancellationToken).ConfigureAwait(false);
        // Read.
        if (entries.Count == 1
            && EntryView.TryRead(entries[0], out var view, out _)
            && DisclosedPeople.Of(view!.Leaf, view.Disclosures).Names.Contains(name))
        {
            Tell(index, name, "alias", $"the alias for the {name.Kind} of {name.Subject} in this entry is missing");
        }
    }
}
