using System.Security.Cryptography;

namespace Cairn.Merkle;

/// <summary>Ed25519 in managed code, for where no libcrypto loads. Signing takes time that depends on the key.</summary>
internal sealed class ManagedEd25519 : IEd25519
{
    private const int Half = Ed25519.SignatureSize / 2;

    public string Description => "managed RFC 8032 fallback, because no OpenSSL libcrypto was found; its signing is not constant-time";

    public IEd25519Private Open(ReadOnlySpan<byte> seed) => new ManagedPrivate(seed);

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        // RFC 8032 §5.1.7: the signature is R ‖ S, and [S]B = R + [k]A where k = SHA-512(R ‖ A ‖ message).
        var r = signature[..Half];
        var s = signature[Half..];
        if (!Scalar.IsCanonical(s) || !CurvePoint.TryDecode(publicKey, out var a))
        {
            return false;
        }

        Span<byte> k = stackalloc byte[Half];
        Scalar.Reduce(Digest(r, publicKey, message), k);
        // As [S]B - [k]A = R, compared in bytes: that refuses what is no encoding of R, and is what OpenSSL does.
        Span<byte> expected = stackalloc byte[Half];
        CurvePoint.Base.Times(s).Plus(a.Negated().Times(k)).Encode(expected);
        return expected.SequenceEqual(r);
    }

    /// <summary>SHA-512 of three parts in a row.</summary>
    public static byte[] Digest(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        hash.AppendData(first);
        hash.AppendData(second);
        hash.AppendData(third);
        return hash.GetHashAndReset();
    }
}
