namespace Cairn.Contracts;

/// <summary>A row of a store's table: by column a <see cref="long"/>, a <see cref="string"/>, a byte array or nothing.</summary>
internal sealed class TamperMatrixRow : Dictionary<string, object?>
{
    public TamperMatrixRow()
        : base(StringComparer.Ordinal)
    {
    }

    public TamperMatrixRow(IDictionary<string, object?> other)
        : base(other, StringComparer.Ordinal)
    {
    }

    public TamperMatrixRow With(string column, object? value) => new(this) { [column] = value };
}

/// <summary>One log's tables as somebody sees them who gets past every guard: read whole, written whole.</summary>
internal interface ITamperMatrixTables
{
    /// <summary>
    /// Every table with its columns, those that tie a row to its log left out. Indexes of entries are named <c>idx</c> or <c>first_idx</c>.
    /// </summary>
    IReadOnlyDictionary<string, string[]> Columns { get; }

    /// <summary>Whether the column's type has this value at all; one that has not, nobody can put there.</summary>
    bool CanHold(string table, string column, object? value) => true;

    List<TamperMatrixRow> Read(string table);

    void Write(string table, IReadOnlyList<TamperMatrixRow> rows);
}
