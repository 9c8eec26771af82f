using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Cairn.Sqlite;

/// <summary>
/// A fingerprint of a set of rows that does not depend on their order: two sets with the same sum are the same. Each row is a polynomial
/// at a secret point, the set the product of (another secret point − row), both modulo the prime 2⁶¹−1, and taken twice. Whoever arranged
/// the rows did so before the points were drawn: the chance that other rows have the same sum is below (rows · bytes of one)² / 2¹²².
/// </summary>
internal struct RowSum(RowSum.Points points)
{
    private const ulong Prime = (1UL << 61) - 1;
    private const int Word = 7;

    private readonly Points points = points;
    private ulong first = 1, second = 1;

    public long Count { get; private set; }

    public readonly bool Is(in RowSum other) =>
        Count == other.Count && first % Prime == other.first % Prime && second % Prime == other.second % Prime;

    public void Add(ReadOnlySpan<byte> row)
    {
        // The length first: rows that differ only in zeros at their end are different polynomials.
        var (a, b) = ((ulong)row.Length, (ulong)row.Length);
        for (; row.Length > Word; row = row[Word..])
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(row) & ((1UL << (8 * Word)) - 1);
            (a, b) = (Times(a, points.A) + word, Times(b, points.B) + word);
        }

        var last = 0UL;
        for (var i = row.Length - 1; i >= 0; i--)
        {
            last = (last << 8) | row[i];
        }

        (a, b) = (Times(a, points.A) + last, Times(b, points.B) + last);
        first = Times(first, points.C + (2 * Prime) - a);
        second = Times(second, points.D + (2 * Prime) - b);
        Count++;
    }

    // Of factors below 2^63; the result is below 2^61 + 8.
    private static ulong Times(ulong x, ulong y)
    {
        var high = Math.BigMul(x, y, out var low);
        var sum = (low & Prime) + ((low >> 61) | (high << 3));
        return (sum & Prime) + (sum >> 61);
    }

    /// <summary>Secret points, drawn anew for each comparison.</summary>
    public sealed record Points(ulong A, ulong B, ulong C, ulong D)
    {
        public static Points Draw() => new(One(), One(), One(), One());

        private static ulong One() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) % Prime;
    }
}
