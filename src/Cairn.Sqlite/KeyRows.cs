using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>The keys of logs, and those that signed them.</summary>
internal static class KeyRows
{
    /// <summary>Look-up and replay keys, by log. Rows of another purpose or form are no keys.</summary>
    public static ILookup<long, LogKey> All(SqliteDatabase database)
    {
        using var rows = database.Prepare("SELECT log, id, purpose, key FROM keys ORDER BY log, id");
        return Read(rows);
    }

    /// <summary>Those of one log.</summary>
    public static ILookup<long, LogKey> Of(SqliteDatabase database, long log)
    {
        using var rows = database.Prepare("SELECT log, id, purpose, key FROM keys WHERE log = ? ORDER BY id").Bind(1, log);
        return Read(rows);
    }

    public static void Add(SqliteDatabase database, long log, LogKeys keys)
    {
        foreach (var key in keys.All)
        {
            database.Prepare("INSERT INTO keys (log, id, purpose, key) VALUES (?, ?, ?, ?)")
                .Bind(1, log)
                .Bind(2, key.Id)
                .Bind(3, key.Purpose == KeyPurpose.Lookup ? "lookup" : "replay")
                .Bind(4, key.Bytes.AsSpan()).Run();
        }
    }

    public static IReadOnlyList<StoredVerifierKey> Verifiers(SqliteDatabase database, LogIdentity log)
    {
        var keys = new List<StoredVerifierKey>();
        using var rows = database.Prepare("SELECT from_size, vkey FROM vkeys WHERE log = ? ORDER BY from_size").Bind(1, log.Key);
        while (rows.Read())
        {
            keys.Add(new(rows.Integer(0), rows.Text(1) ?? ""));
        }

        return keys;
    }

    public static void AddVerifier(SqliteDatabase database, LogIdentity log, long fromSize, string key)
    {
        if (VerifierKeys.IsNew(Verifiers(database, log) is [.., var newest] ? newest : null, fromSize, key))
        {
            database.Prepare("INSERT INTO vkeys (log, from_size, vkey) VALUES (?, ?, ?)")
                .Bind(1, log.Key)
                .Bind(2, fromSize)
                .Bind(3, key).Run();
        }
    }

    private static ILookup<long, LogKey> Read(SqliteStatement rows)
    {
        var keys = new List<(long Log, LogKey Key)>();
        while (rows.Read())
        {
            if (rows.Integer(1) is > 0 and <= int.MaxValue and var id
                && Enum.TryParse<KeyPurpose>(rows.Text(2), ignoreCase: true, out var purpose)
                && rows.Blob(3) is { Length: 32 } bytes)
            {
                keys.Add((rows.Integer(0), new((int)id, purpose, bytes)));
            }
        }

        return keys.ToLookup(k => k.Log, k => k.Key);
    }
}
