namespace Cairn.Merkle;

/// <summary>A point of edwards25519 in extended coordinates: x = X/Z, y = Y/Z, x·y = T/Z (RFC 8032 §5.1.4).</summary>
internal readonly struct CurvePoint
{
    private const int Bits = 256;

    private readonly FieldElement _x, _y, _z, _t;

    private CurvePoint(FieldElement x, FieldElement y, FieldElement z, FieldElement t) => (_x, _y, _z, _t) = (x, y, z, t);

    /// <summary>The base point B: y = 4/5, and x "positive" (RFC 8032 §5.1).</summary>
    public static CurvePoint Base { get; } = Decode(FieldElement.Of(4) * FieldElement.Of(5).Inverse());

    private static CurvePoint Neutral => new(FieldElement.Zero, FieldElement.One, FieldElement.One, FieldElement.Zero);

    /// <summary>Reads the one encoding of a point: y, and the sign of x in the highest bit. False for others and off the curve.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out CurvePoint point)
    {
        point = default;
        var y = FieldElement.Read(bytes);
        if (!Ed25519Encoding.IsCanonicalPoint(bytes) || !TryFindX(y, out var x))
        {
            return false;
        }

        var isNegative = bytes[^1] > 0x7F;
        x = x.IsNegative == isNegative ? x : -x;
        point = new CurvePoint(x, y, FieldElement.One, x * y);
        return true;
    }

    public void Encode(Span<byte> bytes)
    {
        var inverse = _z.Inverse();
        (_y * inverse).Write(bytes);
        // RFC 8032 §5.1.2: the lowest bit of x goes where y, below 2^255, leaves room.
        bytes[^1] |= (byte)((_x * inverse).IsNegative ? 0x80 : 0);
    }

    public CurvePoint Negated() => new(-_x, _y, _z, -_t);

    /// <summary>The sum, by the complete formulas of RFC 8032 §5.1.4: they hold for any two points, equal ones too.</summary>
    public CurvePoint Plus(CurvePoint other)
    {
        var a = (_y - _x) * (other._y - other._x);
        var b = (_y + _x) * (other._y + other._x);
        var c = _t * FieldElement.D * other._t;
        var d = _z * other._z;
        var (e, f, g, h) = (b - a, d - c - c + d, d + c + c + d, b + a);
        return new CurvePoint(e * f, g * h, f * g, e * h);
    }

    /// <summary>This point so many times; the number is little-endian. Takes time that depends on it.</summary>
    public CurvePoint Times(ReadOnlySpan<byte> number)
    {
        var sum = Neutral;
        for (var bit = Bits - 1; bit >= 0; bit--)
        {
            sum = sum.Plus(sum);
            if ((number[bit / 8] >> (bit % 8) & 1) == 1)
            {
                sum = sum.Plus(this);
            }
        }

        return sum;
    }

    private static CurvePoint Decode(FieldElement y)
    {
        Span<byte> bytes = stackalloc byte[Ed25519.PublicKeySize];
        y.Write(bytes);
        return TryDecode(bytes, out var point) ? point : throw new InvalidOperationException("The base point is on the curve.");
    }

    // RFC 8032 §5.1.3: x² = u/v = (y² - 1) / (d·y² + 1). The candidate u·v³·(u·v⁷)^((p-5)/8) is a root of u/v or of its negative.
    private static bool TryFindX(FieldElement y, out FieldElement x)
    {
        var ySquared = y * y;
        var (u, v) = (ySquared - FieldElement.One, (FieldElement.D * ySquared) + FieldElement.One);
        var vCubed = v * v * v;
        x = u * vCubed * (u * vCubed * vCubed * v).ToThePMinus5Over8();
        var square = v * x * x;
        if (square == u)
        {
            return true;
        }

        x *= FieldElement.RootOfMinusOne;
        return square == -u;
    }
}
