namespace Cairn.Sqlite;

/// <summary>The ranges that holds in force keep, written with the entry that places or lifts one.</summary>
internal static class HoldRows
{
    public static IReadOnlyList<StoredHold> Read(SqliteDatabase database, LogIdentity log)
    {
        var holds = new List<StoredHold>();
        using var rows = database.Prepare("SELECT hold, from_idx, to_idx FROM holds WHERE log = ? ORDER BY hold, from_idx, to_idx").Bind(1, log.Key);
        while (rows.Read())
        {
            holds.Add(new(rows.Text(0) ?? "", rows.Integer(1), rows.Integer(2)));
        }

        return holds;
    }

    /// <summary>The indexes that any hold keeps.</summary>
    public static List<IndexRange> Kept(SqliteDatabase database, LogIdentity log) => IndexRanges.Joined(Read(database, log).Select(h => new IndexRange(h.From, h.To + 1)));

    /// <summary>Does what the manifest of an entry says, within the transaction that appends it.</summary>
    public static void Apply(SqliteDatabase database, LogIdentity log, GuardManifest manifest)
    {
        if (manifest.Kind == GuardManifest.Lifted)
        {
            database.Releasing(new() { Log = log.Key, Hold = manifest.Hold }, () =>
                database.Prepare("DELETE FROM holds WHERE log = ? AND hold = ?").Bind(1, log.Key).Bind(2, manifest.Hold).Run());
            return;
        }

        foreach (var range in manifest.Indexes)
        {
            database.Prepare("INSERT INTO holds (log, hold, from_idx, to_idx) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
                .Bind(1, log.Key).Bind(2, manifest.Hold).Bind(3, range.From).Bind(4, range.To - 1).Run();
        }
    }
}
