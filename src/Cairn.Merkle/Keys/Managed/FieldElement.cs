using System.Buffers.Binary;

namespace Cairn.Merkle;

/// <summary>
/// A number modulo p = 2^255 - 19, in five limbs of 51 bits, lowest first. Limbs may exceed 51 bits by a little, always below 2^52.
/// </summary>
internal readonly struct FieldElement : IEquatable<FieldElement>
{
    private const int LimbBits = 51;
    private const ulong LimbMask = (1UL << LimbBits) - 1;

    private readonly ulong _0, _1, _2, _3, _4;

    private FieldElement(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4) => (_0, _1, _2, _3, _4) = (l0, l1, l2, l3, l4);

    public static FieldElement Zero => default;

    public static FieldElement One => Of(1);

    /// <summary>The curve's constant d = -121665/121666 (RFC 8032 §5.1).</summary>
    public static FieldElement D { get; } = -Of(121665) * Of(121666).Inverse();

    /// <summary>2^((p-1)/4), whose square is -1 (RFC 8032 §5.1.3); (p-1)/4 = 2·(p-5)/8 + 1.</summary>
    public static FieldElement RootOfMinusOne { get; } = Of(2).ToThePMinus5Over8() * Of(2).ToThePMinus5Over8() * Of(2);

    /// <summary>What RFC 8032 §5.1.2 takes for the sign: the lowest bit of the number below p.</summary>
    public bool IsNegative => (Canonical()._0 & 1) == 1;

    public static FieldElement Of(ulong small) => new(small, 0, 0, 0, 0);

    /// <summary>Reads 32 little-endian bytes and drops the highest bit.</summary>
    public static FieldElement Read(ReadOnlySpan<byte> bytes)
    {
        var (a, b) = (BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
        var (c, d) = (BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
        // Limb i begins at bit 51·i: bits 0, 51, 102, 153 and 204.
        return new FieldElement(
            a & LimbMask,
            (a >> 51 | b << 13) & LimbMask,
            (b >> 38 | c << 26) & LimbMask,
            (c >> 25 | d << 39) & LimbMask,
            d >> 12 & LimbMask);
    }

    /// <summary>Writes the number below p as 32 little-endian bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        var n = Canonical();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, n._0 | n._1 << 51);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], n._1 >> 13 | n._2 << 38);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], n._2 >> 26 | n._3 << 25);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], n._3 >> 39 | n._4 << 12);
    }

    public static FieldElement operator +(FieldElement a, FieldElement b) =>
        Carried(a._0 + b._0, a._1 + b._1, a._2 + b._2, a._3 + b._3, a._4 + b._4);

    // 16·p is added first, so that no limb falls below zero: its limbs are 2^55 - 304 and four times 2^55 - 16.
    public static FieldElement operator -(FieldElement a, FieldElement b) =>
        Carried(
            a._0 + ((LimbMask - 18) << 4) - b._0,
            a._1 + (LimbMask << 4) - b._1,
            a._2 + (LimbMask << 4) - b._2,
            a._3 + (LimbMask << 4) - b._3,
            a._4 + (LimbMask << 4) - b._4);

    public static FieldElement operator -(FieldElement a) => Zero - a;

    // Schoolbook. What lands at bit 255 or above comes back 19 times at 255 bits less, because 2^255 = 19 modulo p.
    public static FieldElement operator *(FieldElement a, FieldElement b)
    {
        var (b1, b2, b3, b4) = (19 * b._1, 19 * b._2, 19 * b._3, 19 * b._4);
        var r0 = Product(a._0, b._0) + Product(a._1, b4) + Product(a._2, b3) + Product(a._3, b2) + Product(a._4, b1);
        var r1 = Product(a._0, b._1) + Product(a._1, b._0) + Product(a._2, b4) + Product(a._3, b3) + Product(a._4, b2);
        var r2 = Product(a._0, b._2) + Product(a._1, b._1) + Product(a._2, b._0) + Product(a._3, b4) + Product(a._4, b3);
        var r3 = Product(a._0, b._3) + Product(a._1, b._2) + Product(a._2, b._1) + Product(a._3, b._0) + Product(a._4, b4);
        var r4 = Product(a._0, b._4) + Product(a._1, b._3) + Product(a._2, b._2) + Product(a._3, b._1) + Product(a._4, b._0);
        r1 += r0 >> LimbBits;
        r2 += r1 >> LimbBits;
        r3 += r2 >> LimbBits;
        r4 += r3 >> LimbBits;
        return Carried(Low(r0) + (19 * (ulong)(r4 >> LimbBits)), Low(r1), Low(r2), Low(r3), Low(r4));
    }

    public static bool operator ==(FieldElement a, FieldElement b) => a.Equals(b);

    public static bool operator !=(FieldElement a, FieldElement b) => !a.Equals(b);

    /// <summary>1/x as x^(p-2), by Fermat; zero for zero. p - 2 = 8·(p-5)/8 + 3.</summary>
    public FieldElement Inverse()
    {
        var x = ToThePMinus5Over8();
        for (var i = 0; i < 3; i++)
        {
            x *= x;
        }

        return x * this * this * this;
    }

    /// <summary>x^((p-5)/8), where (p-5)/8 = 2^252 - 3: in binary 250 ones, a zero and a one.</summary>
    public FieldElement ToThePMinus5Over8()
    {
        var power = One;
        for (var bit = 251; bit >= 0; bit--)
        {
            power *= power;
            power = bit == 1 ? power : power * this;
        }

        return power;
    }

    public bool Equals(FieldElement other)
    {
        var (a, b) = (Canonical(), other.Canonical());
        return (a._0, a._1, a._2, a._3, a._4) == (b._0, b._1, b._2, b._3, b._4);
    }

    public override bool Equals(object? obj) => obj is FieldElement other && Equals(other);

    public override int GetHashCode()
    {
        var n = Canonical();
        return HashCode.Combine(n._0, n._1, n._2, n._3, n._4);
    }

    private static UInt128 Product(ulong a, ulong b) => Math.BigMul(a, b);

    private static ulong Low(UInt128 limb) => (ulong)limb & LimbMask;

    // Moves what exceeds 51 bits one limb up, and from the top, 19 times, to the bottom.
    private static FieldElement Carried(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4) =>
        new(
            (l0 & LimbMask) + (19 * (l4 >> LimbBits)),
            (l1 & LimbMask) + (l0 >> LimbBits),
            (l2 & LimbMask) + (l1 >> LimbBits),
            (l3 & LimbMask) + (l2 >> LimbBits),
            (l4 & LimbMask) + (l3 >> LimbBits));

    // The one form below p: carried once around the limbs and once to spare, until each has 51 bits, then p taken off if it is still there.
    private FieldElement Canonical()
    {
        var n = this;
        for (var i = 0; i < 6; i++)
        {
            n = Carried(n._0, n._1, n._2, n._3, n._4);
        }

        // n + 19 reaches 2^255 exactly when n is p or more; the highest carry says so.
        var carry = (n._0 + 19) >> LimbBits;
        carry = (n._1 + carry) >> LimbBits;
        carry = (n._2 + carry) >> LimbBits;
        carry = (n._3 + carry) >> LimbBits;
        carry = (n._4 + carry) >> LimbBits;
        return carry == 0 ? n : n.WithoutP();
    }

    private FieldElement WithoutP()
    {
        var l0 = _0 + 19;
        var l1 = _1 + (l0 >> LimbBits);
        var l2 = _2 + (l1 >> LimbBits);
        var l3 = _3 + (l2 >> LimbBits);
        var l4 = _4 + (l3 >> LimbBits);
        return new FieldElement(l0 & LimbMask, l1 & LimbMask, l2 & LimbMask, l3 & LimbMask, l4 & LimbMask);
    }
}
