using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Sqlite;

/// <summary>Reads what a log keeps beside its entries: manifests, the directory, aliases, the checkpoint.</summary>
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

    public static IReadOnlyList<StoredManifest> Manifests(SqliteDatabase database, LogIdentity log, string? kind)
    {
        using var rows = kind is null
            ? database.Prepare("SELECT idx, body, kind FROM manifests WHERE log = ? ORDER BY idx").Bind(1, log.Key)
            : database.Prepare("SELECT idx, body, kind FROM manifests WHERE log = ? AND kind = ? ORDER BY idx")
                .Bind(1, log.Key)
                .Bind(2, kind);
        return All(rows, r => new StoredManifest(r.Integer(0), r.Blob(1)) { Kind = r.Text(2) ?? "" });
    }

    public static IReadOnlyList<StoredSubject> Subjects(SqliteDatabase database, LogIdentity log, IndexRange range)
    {
        using var rows = database.Prepare("""
            SELECT first_idx, identifier, subject, key_id FROM directory WHERE log = ? AND first_idx >= ? AND first_idx < ? ORDER BY first_idx, identifier
            """).Bind(1, log.Key).Bind(2, range.From).Bind(3, range.To);
        return All(rows, r => new StoredSubject(
            r.Integer(0), r.Blob(1) is { Length: Hash.Size } hash ? new(hash) : default, r.Text(2) ?? "", r.Integer(3)));
    }

    public static FoundSubjects FindSubjects(SqliteDatabase database, LogIdentity log, IReadOnlyCollection<Hash> identifiers)
    {
        var found = new Dictionary<Hash, StoredSubject>();
        foreach (var identifier in identifiers)
        {
            using var row = database.Prepare("SELECT first_idx, subject, key_id FROM directory WHERE log = ? AND identifier = ?")
                .Bind(1, log.Key)
                .Bind(2, identifier.ToArray());
            if (row.Read())
            {
                found[identifier] = new(row.Integer(0), identifier, row.Text(1) ?? "", row.Integer(2));
            }
        }

        return new(HeadRow.Read(database, log).People, found);
    }

    public static IReadOnlyList<StoredAlias> Aliases(SqliteDatabase database, LogIdentity log, IndexRange range)
    {
        using var rows = database.Prepare("""
            SELECT first_idx, identifier, subject, key_id FROM aliases WHERE log = ? AND first_idx >= ? AND first_idx < ? ORDER BY first_idx, identifier, subject
            """).Bind(1, log.Key).Bind(2, range.From).Bind(3, range.To);
        return All(rows, Alias);
    }

    public static IReadOnlyList<StoredAlias> FindAliases(
        SqliteDatabase database,
        LogIdentity log,
        IReadOnlyCollection<AliasHash> identifiers)
    {
        var found = new List<StoredAlias>();
        foreach (var identifier in identifiers.Distinct())
        {
            using var rows = database.Prepare(
                "SELECT first_idx, identifier, subject, key_id FROM aliases WHERE log = ? AND identifier = ? ORDER BY subject")
                .Bind(1, log.Key).Bind(2, identifier.ToBytes());
            found.AddRange(All(rows, Alias));
        }

        return found;
    }

    // A hash or key id of another form is one that no row of Cairn's has.
    private static StoredAlias Alias(SqliteStatement row) => new(
        row.Integer(0), row.Blob(1) is { Length: AliasHash.Size } hash ? AliasHash.Of(hash) : default, row.Text(2) ?? "", row.Small(3));

    private static List<T> All<T>(SqliteStatement rows, Func<SqliteStatement, T> row)
    {
        var all = new List<T>();
        while (rows.Read())
        {
            all.Add(row(rows));
        }

        return all;
    }
}
