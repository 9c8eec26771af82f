using Cairn.Merkle;

namespace Cairn.Sqlite;

/// <summary>Reads what a log keeps beside its entries: manifests, the directory, the checkpoint.</summary>
internal static class BesideRows
{
    public static string? Checkpoint(SqliteDatabase database, LogIdentity log)
    {
        using var row = database.Prepare("SELECT note FROM checkpoints WHERE log = ?").Bind(1, log.Key);
        return row.Read() ? row.Text(0) ?? "" : null;
    }

    public static void Publish(SqliteDatabase database, LogIdentity log, string note) =>
        database.Prepare("INSERT INTO checkpoints (log, note) VALUES (?, ?) ON CONFLICT (log) DO UPDATE SET note = excluded.note")
            .Bind(1, log.Key).Bind(2, note).Run();

    public static IReadOnlyList<StoredManifest> Manifests(SqliteDatabase database, LogIdentity log)
    {
        var manifests = new List<StoredManifest>();
        using var rows = database.Prepare("SELECT idx, body FROM manifests WHERE log = ? ORDER BY idx").Bind(1, log.Key);
        while (rows.Read())
        {
            manifests.Add(new(rows.Integer(0), rows.Blob(1)));
        }

        return manifests;
    }

    public static IReadOnlyList<StoredSubject> Subjects(SqliteDatabase database, LogIdentity log, IndexRange range)
    {
        var subjects = new List<StoredSubject>();
        using var rows = database.Prepare("""
            SELECT first_idx, identifier, subject, key_id FROM directory WHERE log = ? AND first_idx >= ? AND first_idx < ? ORDER BY first_idx, identifier
            """).Bind(1, log.Key).Bind(2, range.From).Bind(3, range.To);
        while (rows.Read())
        {
            subjects.Add(new(rows.Integer(0), rows.Blob(1) is { Length: Hash.Size } hash ? new(hash) : default, rows.Text(2) ?? "", rows.Integer(3)));
        }

        return subjects;
    }

    public static IReadOnlyDictionary<Hash, StoredSubject> FindSubjects(SqliteDatabase database, LogIdentity log, IReadOnlyCollection<Hash> identifiers)
    {
        var found = new Dictionary<Hash, StoredSubject>();
        foreach (var identifier in identifiers)
        {
            using var row = database.Prepare("SELECT first_idx, subject, key_id FROM directory WHERE log = ? AND identifier = ?").Bind(1, log.Key).Bind(2, identifier.ToArray());
            if (row.Read())
            {
                found[identifier] = new(row.Integer(0), identifier, row.Text(1) ?? "", row.Integer(2));
            }
        }

        return found;
    }
}
