namespace Cairn.Sqlite;

/// <summary>Rows as one order has them: their sum, and whether they came in it.</summary>
/// <param name="order">Which.</param>
/// <param name="columns">Those of the scan.</param>
/// <param name="points">The same for all that are compared.</param>
internal sealed class OrderSum(RowOrder order, string[] columns, RowSum.Points points)
{
    private readonly int[] at = Array.ConvertAll(order.Columns, c => Array.IndexOf(columns, c));
    private RowKey key = new(), before = new();
    private RowSum sum = new(points);
    private int unique;

    public bool Is(OrderSum other) => sum.Is(other.sum);

    public void Add(NativeRows row)
    {
        key.Clear();
        for (var i = 0; i < at.Length; i++)
        {
            key.Add(row, at[i]);
            unique = i + 1 == order.Unique ? key.Length : unique;
        }

        sum.Add(key.Bytes);
    }

    /// <summary>Whether the row added last comes behind the one this was asked of before, in what no two rows may share.</summary>
    public bool Ascends()
    {
        (key, before) = (before, key);
        var ascends = key.Length == 0 || key.Bytes.SequenceCompareTo(before.Bytes[..unique]) < 0;
        before.Cut(unique);
        return ascends;
    }
}
