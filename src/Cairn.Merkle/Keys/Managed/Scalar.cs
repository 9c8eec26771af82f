using System.Globalization;
using System.Numerics;

namespace Cairn.Merkle;

/// <summary>Numbers modulo L, the order of the base point (RFC 8032 §5.1), little-endian in 32 bytes.</summary>
internal static class Scalar
{
    // L = 2^252 + 27742317777372353535851937790883648493.
    private static readonly BigInteger L =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);

    /// <summary>Whether the number is below L: a second S for one signature is refused (RFC 8032 §5.1.7).</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> scalar) => Read(scalar) < L;

    /// <summary>A number of any length, modulo L.</summary>
    public static void Reduce(ReadOnlySpan<byte> number, Span<byte> result) => Write(Read(number) % L, result);

    /// <summary>a·b + c modulo L.</summary>
    public static void MultiplyAdd(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, Span<byte> result) =>
        Write(((Read(a) * Read(b)) + Read(c)) % L, result);

    private static BigInteger Read(ReadOnlySpan<byte> number) => new(number, isUnsigned: true);

    private static void Write(BigInteger number, Span<byte> result)
    {
        result.Clear();
        number.TryWriteBytes(result, out _, isUnsigned: true);
    }
}
