using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>The ranges that holds in force keep, written with the entry that places or lifts one.</summary>
internal static class HoldRows
{
    public static IReadOnlyList<StoredHold> Read(SqliteDatabase database, LogIdentity log)
    {
        var holds = new List<StoredHold>();
        using var rows = database.Prepare("SELECT hold, from_idx, to_idx FROM holds WHERE log = ? ORDER BY hold, from_idx, to_idx")
            .Bind(1, log.Key);
        while (rows.Read())
        {
            holds.Add(new(rows.Text(0) ?? "", rows.Integer(1), rows.Integer(2)));
        }

        return holds;
    }

    /// <summary>The indexes that any hold keeps.</summary>
    public static List<IndexRange> Kept(SqliteDatabase database, LogIdentity log) =>
        IndexRanges.Joined(Read(database, log).Select(h => new IndexRange(h.From, h.To + 1)));

    /// <summary>Does what the manifest of an entry says, within the transaction that appends it.</summary>
    public static void Apply(SqliteDatabase database, LogIdentity log, Manifest manifest)
    {
        if (manifest is HoldLiftedManifest lifted)
        {
            database.Releasing(new() { Log = log.Key, Hold = lifted.Hold }, () =>
                database.Prepare("DELETE FROM holds WHERE log = ? AND hold = ?").Bind(1, log.Key).Bind(2, lifted.Hold).Run());
        }
        else if (manifest is HoldPlacedManifest placed)
        {
            foreach (var row in HoldRules.RowsOf(placed))
            {
                database.Prepare("INSERT INTO holds (log, hold, from_idx, to_idx) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
                    .Bind(1, log.Key).Bind(2, row.Hold).Bind(3, row.From).Bind(4, row.To).Run();
            }
        }
    }
}
