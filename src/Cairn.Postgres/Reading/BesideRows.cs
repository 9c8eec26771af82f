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

    public static async Task<IReadOnlyDictionary<TileId, ReadOnlyMemory<byte>>> TilesAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        var tiles = new Dictionary<TileId, ReadOnlyMemory<byte>>();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            tiles[new(row.Small(0), row.Integer(1))] = row.Bytes(2);
        }

        return tiles;
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
            subjects.Add(Subject(row));
        }

        return subjects;
    }

    public static StoredSubject Subject(NpgsqlDataReader row) => new(row.Integer(0), row.Hash(1), row.Text(2), row.Integer(3));
}
