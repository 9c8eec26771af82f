using Cairn.Merkle;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>Reads what a log keeps beside its entries: tiles, manifests, the directory.</summary>
internal static class BesideRows
{
    public const string ManifestsSql = "SELECT idx, body FROM cairn.manifests WHERE log = $1 ORDER BY idx";

    public const string SubjectsSql = """
        SELECT first_idx, identifier, subject, key_id FROM cairn.directory WHERE log = $1 AND first_idx >= $2 AND first_idx < $3 ORDER BY first_idx, identifier
        """;

    /// <summary>Logs, levels and indexes, side by side.</summary>
    public static NpgsqlParameter[] OfTiles(IReadOnlyList<(LogIdentity Log, IReadOnlyCollection<TileId> Asked)> asked)
    {
        var all = asked.SelectMany(a => a.Asked.Select(tile => (a.Log.Key, Tile: tile))).Distinct().ToArray();
        return [Value.Of(Array.ConvertAll(all, a => a.Key)), Value.Of(Array.ConvertAll(all, a => a.Tile.Level)), Value.Of(Array.ConvertAll(all, a => a.Tile.Index))];
    }

    public static KeyValuePair<TileId, ReadOnlyMemory<byte>> Tile(NpgsqlDataReader row) => new(new(row.Small(1), row.Integer(2)), row.Bytes(3));

    /// <summary>Logs and identifiers, side by side.</summary>
    public static NpgsqlParameter[] OfSubjects(IReadOnlyList<(LogIdentity Log, IReadOnlyCollection<Hash> Asked)> asked)
    {
        var all = asked.SelectMany(a => a.Asked.Select(i => (a.Log.Key, Identifier: i))).Distinct().ToArray(); // However many ask.
        return [Value.Of(Array.ConvertAll(all, a => a.Key)), Value.Of(Array.ConvertAll(all, a => a.Identifier.ToArray()))];
    }

    public static async Task<IReadOnlyList<StoredManifest>> ManifestsAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        var manifests = new List<StoredManifest>();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            manifests.Add(new(row.Integer(0), row.Bytes(1)));
        }

        return manifests;
    }

    public static async Task<List<StoredSubject>> SubjectsAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        var subjects = new List<StoredSubject>();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            subjects.Add(Subject(row, from: 0));
        }

        return subjects;
    }

    public static StoredSubject Subject(NpgsqlDataReader row, int from) => new(row.Integer(from), row.Hash(from + 1), row.Text(from + 2), row.Integer(from + 3));
}
