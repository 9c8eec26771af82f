using Cairn.Contracts;
using SQLitePCL;

namespace Cairn.Sqlite.Tests;

/// <summary>Rows as bytes, beside SQLite's own idea of their order.</summary>
public sealed class RowKeyTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly SqliteDatabase database;

    public RowKeyTests()
    {
        var path = folder.File("any.db");
        database = SqliteDatabase.Open(path, path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, TimeSpan.Zero);
        database.Execute("CREATE TABLE t (a BLOB, b BLOB)");
    }

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Keys_ascend_as_SQLite_orders_the_columns(int seed)
    {
        var random = new Random(seed);
        database.Execute("DELETE FROM t");
        for (var i = 0; i < 500; i++)
        {
            using var insert = database.Prepare($"INSERT INTO t VALUES ({Value(random)}, {Value(random)})");
            insert.Run();
        }

        var before = new List<byte[]>();
        using var statement = database.Prepare("SELECT a, b, dense_rank() OVER (ORDER BY a, b) FROM t ORDER BY a, b");
        var (rows, rank) = (statement.Native(), 0L);
        while (rows.Step() == raw.SQLITE_ROW)
        {
            var key = new RowKey();
            key.Add(rows, 0);
            key.Add(rows, 1);
            if (before.Count > 0)
            {
                Assert.Equal(rows.Integer(2) == rank ? 0 : 1, Math.Sign(key.Bytes.SequenceCompareTo(before[^1])));
            }

            rank = rows.Integer(2);
            before.Add(key.Bytes.ToArray());
        }

        Assert.Equal(500, before.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_sum_is_that_of_its_rows_in_any_order_and_of_no_others(int seed)
    {
        var random = new Random(seed);
        var points = RowSum.Points.Draw();
        for (var run = 0; run < 200; run++)
        {
            var rows = Enumerable.Range(0, random.Next(1, 30)).Select(_ => Bytes(random, random.Next(0, 40))).ToList();
            var shuffled = rows.OrderBy(_ => random.Next()).ToList();
            Assert.True(Sum(rows, points).Is(Sum(shuffled, points)));

            var at = random.Next(rows.Count);
            shuffled[at] = random.Next(3) switch
            {
                0 => [.. shuffled[at], 0],
                1 => [0, .. shuffled[at]],
                _ => [.. shuffled[at], (byte)random.Next(256)]
            };
            Assert.False(Sum(rows, points).Is(Sum(shuffled, points)));
            Assert.False(Sum(rows, points).Is(Sum(rows[1..], points)));
            Assert.False(Sum(rows, points).Is(Sum([.. rows, rows[0]], points)));
        }
    }

    private static RowSum Sum(List<byte[]> rows, RowSum.Points points)
    {
        var sum = new RowSum(points);
        rows.ForEach(row => sum.Add(row));
        return sum;
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    // Small ones of each type, so that many are equal, begin alike or hold zeros.
    private static string Value(Random random)
    {
        var digits = string.Concat(
            Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(3) switch { 0 => "00", 1 => "01", _ => "FF" }));
        return random.Next(6) switch
        {
            0 => "NULL",
            1 => random.Next(-3, 4).ToString(System.Globalization.CultureInfo.InvariantCulture),
            2 => $"{random.Next(-3, 4)}.{random.Next(1, 4)}",
            3 => random.Next(2) == 0
                ? long.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture)
                : (long.MinValue + 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
            4 => $"CAST(x'{digits}' AS TEXT)",
            _ => $"x'{digits}'",
        };
    }
}
