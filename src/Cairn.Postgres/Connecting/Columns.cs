using Cairn.Merkle;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>Columns as they are: somebody who got past the guards may have left nothing where there must be something.</summary>
internal static class Columns
{
    public static long Integer(this NpgsqlDataReader row, int at) => row.IsDBNull(at) ? -1 : row.GetInt64(at);

    public static int Small(this NpgsqlDataReader row, int at) => row.IsDBNull(at) ? -1 : row.GetInt32(at);

    public static string? TextOrNull(this NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    public static string Text(this NpgsqlDataReader row, int at) => row.TextOrNull(at) ?? "";

    public static byte[] Bytes(this NpgsqlDataReader row, int at) => row.IsDBNull(at) ? [] : row.GetFieldValue<byte[]>(at);

    public static Hash Hash(this NpgsqlDataReader row, int at) =>
        row.Bytes(at) is { Length: Merkle.Hash.Size } bytes ? new(bytes) : default;

    public static Guid Id(this NpgsqlDataReader row, int at) => row.IsDBNull(at) ? Guid.Empty : row.GetGuid(at);
}
