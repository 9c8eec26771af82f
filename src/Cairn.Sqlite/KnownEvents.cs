using System.Security.Cryptography;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>Tells sending an event twice from reusing its id.</summary>
internal sealed class KnownEvents(SqliteDatabase database)
{
    private readonly SqliteStatement find = database.Prepare("""
        SELECT e.idx, e.leaf, r.digest FROM entries e LEFT JOIN replays r ON r.log = e.log AND r.idx = e.idx WHERE e.log = ? AND e.event_id = ?
        """);

    /// <summary>What becomes of an entry whose event id is in the log.</summary>
    public AppendResult Answer(long log, SealedEntry entry)
    {
        Span<byte> id = stackalloc byte[16];
        entry.Leaf.Id.TryWriteBytes(id, bigEndian: true, out _);
        using var row = find.Bind(1, log).Bind(2, id);
        if (!row.Read())
        {
            // The insert was refused, and not for the id: something in the file swallows events.
            throw new CairnStoreException(
                "The file itself refused an entry: it has a trigger or an index that Cairn did not create. Run: cairn verify")
            {
                NeedsMending = true
            };
        }

        // An erased digest no longer tells events apart: the id alone is the answer then.
        var isSame = row.IsNull(2) || CryptographicOperations.FixedTimeEquals(row.Blob(2), entry.EventDigest);
        return new(isSame ? AppendStatus.Replayed : AppendStatus.Conflict, row.Integer(0), Hash.OfLeaf(row.Blob(1)));
    }
}
