namespace Cairn.Merkle;

/// <summary>Which 32 bytes are the one encoding of a point (RFC 8032 §5.1.3): OpenSSL takes others too, we do not.</summary>
internal static class Ed25519Encoding
{
    // p = 2^255 - 19, little-endian.
    private static ReadOnlySpan<byte> P =>
    [
        0xED, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F,
    ];

    /// <summary>Whether y is below p, and x not the "negative" zero. Says nothing on whether the point is on the curve.</summary>
    public static bool IsCanonicalPoint(ReadOnlySpan<byte> point)
    {
        if (point.Length != Ed25519.PublicKeySize)
        {
            return false;
        }

        Span<byte> y = stackalloc byte[Ed25519.PublicKeySize];
        point.CopyTo(y);
        // The highest bit is the sign of x, the others are y (RFC 8032 §5.1.2).
        y[^1] &= 0x7F;
        var isNegative = point[^1] > 0x7F;
        return IsBelowP(y) && !(isNegative && IsOneOrMinusOne(y));
    }

    private static bool IsBelowP(ReadOnlySpan<byte> y)
    {
        for (var i = y.Length - 1; i >= 0; i--)
        {
            if (y[i] != P[i])
            {
                return y[i] < P[i];
            }
        }

        return false;
    }

    // The points whose x is zero: y = 1, and y = p - 1.
    private static bool IsOneOrMinusOne(ReadOnlySpan<byte> y) =>
        (y[0] == 1 && !y[1..].ContainsAnyExcept((byte)0)) || (y[0] == P[0] - 1 && y[1..].SequenceEqual(P[1..]));
}
