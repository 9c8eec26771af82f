using Cairn.Entries;
using Cairn.Stores;
using SQLitePCL;

namespace Cairn.Sqlite;

/// <summary>
/// Writes the rows of entries. Its statements stay prepared as long as the connection, and nothing is looked up for a row.
/// </summary>
internal sealed class EntryWriter(SqliteDatabase database)
{
    // OR FAIL: with ABORT, SQLite would copy every page it is about to change, because the tables have triggers of INSERT. The whole
    // transaction is rolled back in any case. VALUES: what is selected goes through a table of its own first, made anew for each entry.
    private readonly SqliteStatement entry = database.Prepare("""
        INSERT OR FAIL INTO entries (log, idx, leaf, stored_at, event_id, occurred_at, action, category, actor_type, actor_id, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);

    private readonly SqliteStatement find = database.Prepare("SELECT 1 FROM entries WHERE log = ? AND event_id = ?");

    private readonly SqliteStatement target =
        database.Prepare("INSERT OR FAIL INTO targets (log, idx, n, type, id) VALUES (?, ?, ?, ?, ?)");

    private readonly SqliteStatement disclosure = database.Prepare(
        "INSERT OR FAIL INTO disclosures (log, idx, name, subject, class, key_id, body) VALUES (?, ?, ?, ?, ?, 0, ?)");

    private readonly SqliteStatement replay =
        database.Prepare("INSERT OR FAIL INTO replays (log, idx, key_id, digest) VALUES (?, ?, ?, ?)");

    private readonly SqliteStatement address =
        database.Prepare("INSERT OR FAIL INTO addresses (log, network, idx, key_id) VALUES (?, ?, ?, ?)");

    private readonly SqliteStatement manifest =
        database.Prepare("INSERT OR FAIL INTO manifests (log, idx, kind, body) VALUES (?, ?, ?, ?)");

    /// <summary>Writes an entry's own row, and the digest by which its event is known again.</summary>
    /// <param name="log">The log.</param>
    /// <param name="index">Its place.</param>
    /// <param name="storedAt">The store's time.</param>
    /// <param name="sealedEntry">What to write.</param>
    /// <param name="isBeyond">Whether its event id lies beyond all that are known: it is not looked up.</param>
    /// <returns>Whether its event id was new; if not, nothing was written.</returns>
    public bool Write(long log, long index, long storedAt, SealedEntry sealedEntry, bool isBeyond)
    {
        if (!Entry(log, index, storedAt, sealedEntry, isBeyond))
        {
            return false;
        }

        replay.Bind(1, log).Bind(2, index).Bind(3, sealedEntry.ReplayKeyId).Bind(4, sealedEntry.EventDigest).Run();
        return true;
    }

    /// <summary>
    /// Writes what stands beside entries, but for persons and holds: table by table, because going from one to the next for each row finds
    /// its pages less often at hand.
    /// </summary>
    public void Accompany(long log, List<(long Index, SealedEntry Entry)> entries)
    {
        entries.ForEach(e => Targets(log, e.Index, e.Entry.Leaf.Targets));
        entries.ForEach(e => Disclosures(log, e.Index, e.Entry.Disclosures));
        foreach (var (index, entry) in entries)
        {
            if (entry.Network is { } network)
            {
                address.Bind(1, log).Bind(2, network).Bind(3, index).Bind(4, entry.LookupKeyId).Run();
            }

            if (entry.Manifest is { } json)
            {
                manifest.Bind(1, log).Bind(2, index).Bind(3, StoredManifest.KindOf(json)).Bind(4, json).Run();
            }
        }
    }

    private bool Entry(long log, long index, long storedAt, SealedEntry sealedEntry, bool isBeyond)
    {
        var columns = SearchColumns.Of(sealedEntry.Leaf);
        Span<byte> id = stackalloc byte[16];
        columns.EventId.TryWriteBytes(id, bigEndian: true, out _);
        if (!isBeyond && IsKnown(log, id))
        {
            return false; // The answer, and no error.
        }

        try
        {
            entry.Bind(1, log).Bind(2, index).Bind(3, sealedEntry.LeafBytes).Bind(4, storedAt).Bind(5, id).Bind(6, columns.OccurredAt)
                .Bind(7, columns.Action)
                .Bind(8, columns.Category)
                .Bind(9, columns.ActorType)
                .Bind(10, columns.ActorId)
                .Bind(11, columns.Outcome).Run();
            return database.Changes == 1;
        }
        catch (CairnStoreException e) when (isBeyond && SqliteErrors.IsTaken(e))
        {
            // It is known all the same: the head's newest id is no proof. Whoever asks what it is finds out if it is not that.
            return false;
        }
    }

    private bool IsKnown(long log, ReadOnlySpan<byte> id)
    {
        using var row = find.Bind(1, log).Bind(2, id);
        return row.Read();
    }

    private void Targets(long log, long index, IReadOnlyList<LeafParty> targets)
    {
        for (var n = 0; n < targets.Count; n++)
        {
            target.Bind(1, log).Bind(2, index).Bind(3, n).Bind(4, targets[n].Type).Bind(5, targets[n].Id ?? "").Run();
        }
    }

    private void Disclosures(long log, long index, IReadOnlyList<Disclosure> disclosures)
    {
        for (var i = 0; i < disclosures.Count; i++)
        {
            var one = disclosures[i];
            disclosure.Bind(1, log).Bind(2, index).Bind(3, one.Name).Bind(4, one.Subject ?? "").Bind(5, one.Class).Bind(6, one.Json.Span)
                .Run();
        }
    }
}
