using System.Buffers.Binary;
using SQLitePCL;

namespace Cairn.Sqlite;

/// <summary>Columns of a row as bytes that compare as SQLite compares the columns, one after the other. Reused from row to row.</summary>
internal sealed class RowKey
{
    // In SQLite's order of types.
    private const byte Null = 1, Number = 2, Text = 3, Blob = 4;

    private byte[] bytes = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Forgets what stands behind the first bytes.</summary>
    public void Cut(int length) => Length = length;

    public void Add(NativeRows row, int column)
    {
        switch (row.Type(column))
        {
            case raw.SQLITE_INTEGER:
                AddInteger(row.Integer(column));
                break;
            case raw.SQLITE_FLOAT:
                AddReal(row.Real(column));
                break;
            case raw.SQLITE_TEXT:
                AddBytes(Text, row.Bytes(column));
                break;
            case raw.SQLITE_BLOB:
                AddBytes(Blob, row.Bytes(column));
                break;
            default:
                Reserve(1)[0] = Null;
                Length++;
                break;
        }
    }

    private void AddInteger(long value)
    {
        var room = Reserve(9);
        room[0] = Number;
        BinaryPrimitives.WriteUInt64BigEndian(room[1..], Ascending(value));
        Length += 9;
    }

    // The integer below, then what no column begins with: a fraction comes behind its integer and before the next.
    private void AddReal(double value)
    {
        AddInteger((long)Math.Floor(value));
        var bits = BitConverter.DoubleToInt64Bits(value);
        var room = Reserve(9);
        room[0] = byte.MaxValue;
        BinaryPrimitives.WriteUInt64BigEndian(room[1..], bits < 0 ? (ulong)~bits : Ascending(bits));
        Length += 9;
    }

    // A zero is followed by 0xFF, the end by another zero: what is longer comes later, and no value runs into the next.
    private void AddBytes(byte type, ReadOnlySpan<byte> value)
    {
        var room = Reserve((2 * value.Length) + 3);
        var at = 0;
        room[at++] = type;
        for (int zero; (zero = value.IndexOf((byte)0)) >= 0; value = value[(zero + 1)..])
        {
            value[..zero].CopyTo(room[at..]);
            at += zero;
            (room[at++], room[at++]) = (0, byte.MaxValue);
        }

        value.CopyTo(room[at..]);
        at += value.Length;
        (room[at++], room[at++]) = (0, 0);
        Length += at;
    }

    private static ulong Ascending(long value) => (ulong)value ^ (1UL << 63);

    private Span<byte> Reserve(int more)
    {
        if (bytes.Length - Length < more)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + more));
        }

        return bytes.AsSpan(Length);
    }
}
