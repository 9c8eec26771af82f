using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>Reads what a log keeps beside its entries: tiles, manifests, holds, persons.</summary>
internal static class BesideRows
{
    public const string ManifestsSql =
        "SELECT idx, body, kind FROM cairn.manifests WHERE log = $1 AND ($2::text IS NULL OR kind = $2) ORDER BY idx";

    /// <summary>For whoever records, who has no right on the table.</summary>
    public const string DeclaredSql = "SELECT idx, body, kind FROM cairn.read_declared($1)";

    public const string HoldsSql = "SELECT hold, from_idx, to_idx FROM cairn.holds WHERE log = $1 ORDER BY hold, from_idx, to_idx";

    public const string AliasesSql = """
        SELECT first_idx, identifier, subject, key_id FROM cairn.aliases WHERE log = $1 AND first_idx >= $2 AND first_idx < $3 ORDER BY first_idx, identifier, subject
        """;

    public const string SubjectsSql = """
        SELECT first_idx, identifier, subject, key_id FROM cairn.directory WHERE log = $1 AND first_idx >= $2 AND first_idx < $3 ORDER BY first_idx, identifier
        """;

    /// <summary>Logs, levels and indexes, side by side.</summary>
    public static NpgsqlParameter[] OfTiles(IReadOnlyList<(LogIdentity Log, IReadOnlyCollection<TileId> Asked)> asked)
    {
        var all = asked.SelectMany(a => a.Asked.Select(tile => (a.Log.Key, Tile: tile))).Distinct().ToArray();
        return [
            Value.Of(Array.ConvertAll(all, a => a.Key)),
            Value.Of(Array.ConvertAll(all, a => a.Tile.Level)),
            Value.Of(Array.ConvertAll(all, a => a.Tile.Index))
        ];
    }

    public static TilePiece Tile(NpgsqlDataReader row) => new(new(row.Small(1), row.Integer(2)), row.Small(3), row.Bytes(4));

    /// <summary>Logs and identifiers, side by side.</summary>
    public static NpgsqlParameter[] OfSubjects(IReadOnlyList<(LogIdentity Log, IReadOnlyCollection<Hash> Asked)> asked)
    {
        var all = asked.SelectMany(a => a.Asked.Select(i => (a.Log.Key, Identifier: i))).Distinct().ToArray(); // However many ask.
        return [Value.Of(Array.ConvertAll(all, a => a.Key)), Value.Of(Array.ConvertAll(all, a => a.Identifier.ToArray()))];
    }

    /// <summary>Logs and hashes, side by side.</summary>
    public static NpgsqlParameter[] OfAliases(IReadOnlyList<(LogIdentity Log, IReadOnlyCollection<AliasHash> Asked)> asked)
    {
        var all = asked.SelectMany(a => a.Asked.Select(i => (a.Log.Key, Identifier: i))).Distinct().ToArray();
        return [Value.Of(Array.ConvertAll(all, a => a.Key)), Value.Of(Array.ConvertAll(all, a => a.Identifier.ToBytes()))];
    }

    /// <summary>Every row.</summary>
    public static async Task<IReadOnlyList<T>> AllAsync<T>(
        NpgsqlDataReader row,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(read(row));
        }

        return rows;
    }

    public static StoredManifest Manifest(NpgsqlDataReader row) => new(row.Integer(0), row.Bytes(1)) { Kind = row.Text(2) };

    public static StoredHold Hold(NpgsqlDataReader row) => new(row.Text(0), row.Integer(1), row.Integer(2));

    public static StoredVerifierKey VerifierKey(NpgsqlDataReader row) => new(row.Integer(0), row.Text(1));

    public static StoredAlias Alias(NpgsqlDataReader row, int from) => new(
        row.Integer(from),
        row.Bytes(from + 1) is { Length: AliasHash.Size } bytes ? AliasHash.Of(bytes) : default,
        row.Text(from + 2),
        row.Small(from + 3));

    public static StoredSubject Subject(NpgsqlDataReader row, int from) =>
        new(row.Integer(from), row.Hash(from + 1), row.Text(from + 2), row.Integer(from + 3));
}
