using Npgsql;
using NpgsqlTypes;

namespace Cairn.Bench;

/// <summary>A column in memory, typed: writing it boxes nothing.</summary>
internal abstract class CopyColumn
{
    public static CopyColumn Of(NpgsqlDataReader row, int at) => row.GetDataTypeName(at) switch
    {
        "bigint" => new Column<long>(at, NpgsqlDbType.Bigint),
        "integer" => new Column<int>(at, NpgsqlDbType.Integer),
        "uuid" => new Column<Guid>(at, NpgsqlDbType.Uuid),
        "bytea" => new Column<byte[]>(at, NpgsqlDbType.Bytea),
        _ => new Column<string>(at, NpgsqlDbType.Text),
    };

    public abstract void Add(NpgsqlDataReader row);

    public abstract void Write(NpgsqlBinaryImporter copy, int row);

    private sealed class Column<T>(int at, NpgsqlDbType type) : CopyColumn
    {
        private readonly List<T?> values = [];

        public override void Add(NpgsqlDataReader row) => values.Add(row.IsDBNull(at) ? default : row.GetFieldValue<T>(at));

        public override void Write(NpgsqlBinaryImporter copy, int row)
        {
            if (values[row] is { } value)
            {
                copy.Write(value, type);
            }
            else
            {
                copy.WriteNull();
            }
        }
    }
}
