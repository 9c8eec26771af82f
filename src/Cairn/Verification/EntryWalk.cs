using Cairn.Entries;
using Cairn.Events;
using Cairn.Merkle;
using Cairn.Primitives;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>Goes over a log's entries in order: holds each against the tree, and what depends on order against what came before.</summary>
internal sealed class EntryWalk
{
    private readonly LogIdentity log;
    private readonly IdentityCheck identity;
    private readonly FindingList findings;
    private readonly ManifestSet manifests;
    private readonly ManifestCheck manifestCheck;
    private readonly PendingFindings pending;
    private readonly SequenceCheck sequences;
    private readonly DirectoryCheck directory;
    private readonly AliasCheck aliases;
    private Unchecked withoutKey;
    private readonly List<(long Index, string Digest)> restored = [];
    private long erased;

    public EntryWalk(
        ILogStore store,
        LogIdentity log,
        IdentityCheck identity,
        ManifestSet manifests,
        PendingFindings pending,
        FindingList findings,
        List<string> notes)
    {
        this.log = log;
        (this.identity, this.manifests, this.pending, this.findings) = (identity, manifests, pending, findings);
        manifestCheck = new(manifests, findings, notes);
        sequences = new(manifests, findings, pending);
        directory = new(store, log, findings);
        aliases = new(store, log, findings);
        Times = new(findings);
    }

    public TimeCheck Times { get; }

    /// <summary>How many entries were there.</summary>
    public long Entries { get; private set; }

    /// <summary>Disclosures that are there, though a manifest says they were erased.</summary>
    public IReadOnlyList<(long Index, string Digest)> Restored => restored;

    public async Task BatchAsync(CheckedBatch batch, TreeCheck tree, CancellationToken cancellationToken)
    {
        var next = 0;
        for (var tile = batch.From; tile < batch.From + batch.Count; tile += TileId.FullWidth)
        {
            var id = new TileId(0, tile / TileId.FullWidth);
            var hashes = await tree.LowestAsync(id.Index, batch.Tiles.GetValueOrDefault(id), cancellationToken).ConfigureAwait(false);
            var end = Math.Min(tile + TileId.FullWidth, batch.From + batch.Count);
            Tile(batch.Entries, ref next, tile, end, hashes);
        }

        await directory.CheckAsync(cancellationToken).ConfigureAwait(false);
        await aliases.CheckAsync(cancellationToken).ConfigureAwait(false);
    }

    public void End(List<string> notes)
    {
        manifestCheck.End();
        if (erased > 0)
        {
            notes.Add($"{Counted.Of(erased, "disclosure was", "disclosures were")} erased");
        }

        withoutKey.Tell(notes);
    }

    private void Tile(CheckedEntry[] entries, ref int next, long from, long to, TileContent hashes)
    {
        for (var index = from; index < to; index++)
        {
            if (next < entries.Length && entries[next].Index == index)
            {
                Present(ref entries[next++], hashes[(int)(index - from)]);
                for (; next < entries.Length && entries[next].Index == index; next++)
                {
                    findings.Add(FindingKind.Row, index, "entries", "a second row has this index");
                }
            }
            else
            {
                Absent(index);
            }
        }
    }

    private void Absent(long index)
    {
        PassHole(index);
        var (plan, refused) = manifests.Plans.Account(index);
        if (plan is not null && manifests.At(index) is null)
        {
            plan.Row.Expired++;
        }
        else
        {
            pending.Missing(index, refused);
        }
    }

    private void Present(ref CheckedEntry entry, Hash? expected)
    {
        Entries++;
        if (entry.LeafHash != expected || entry.Leaf is not { } leaf)
        {
            PassHole(entry.Index);
            Unreadable(entry, expected);
            return;
        }

        if (leaf.Log != identity.LogId)
        {
            findings.Add(FindingKind.Leaf, entry.Index, "log", $"the entry names the log {leaf.Log}, not {identity.LogId}");
        }

        if (entry.Index == 0 && identity.KnowsSecret)
        {
            Generation(leaf);
        }

        erased += entry.Erased;
        withoutKey.Add(entry.Unchecked);
        Tell(entry);
        manifestCheck.See(entry.Index, leaf);
        Times.See(entry.Index, entry.StoredAt, RfcTime.ToMicroseconds(leaf.RecordedAt));
        sequences.See(entry.Index, leaf);
        directory.See(entry);
        aliases.See(entry);
    }

    // A log that goes on under a new origin says so first, and no other does.
    private void Generation(Leaf leaf)
    {
        if (leaf.Action == CairnActions.LogContinued.Name != log.Generation > 1)
        {
            findings.Add(
                FindingKind.Head, "generation", $"the log's row says generation {log.Generation}, and its first entry is {leaf.Action}");
        }
    }

    // Nothing else is held against an entry whose bytes are not the tree's: all of it would follow from that.
    private void Unreadable(in CheckedEntry entry, Hash? expected)
    {
        if (expected is not null)
        {
            findings.Add(FindingKind.Leaf, entry.Index, "leaf", entry.LeafHash != expected
                ? "the entry's bytes do not match its hash in the tree"
                : $"the entry's bytes are not a leaf: {entry.Malformed}");
        }
    }

    private void Tell(in CheckedEntry entry)
    {
        for (var i = 0; i < entry.Findings?.Count; i++)
        {
            findings.Add(entry.Findings[i]);
        }

        for (var i = 0; i < entry.MissingDigests?.Count; i++)
        {
            pending.Missing(entry.Index, entry.MissingDigests[i]);
        }

        for (var i = 0; i < entry.Restored?.Count; i++)
        {
            restored.Add((entry.Index, entry.Restored[i]));
        }
    }

    private void PassHole(long index)
    {
        manifestCheck.Lose(index);
        Times.PassHole();
        sequences.PassHole();
    }
}
