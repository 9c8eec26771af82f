using System.Security.Cryptography;

namespace Cairn.Merkle;

/// <summary>A private key in managed memory.</summary>
internal sealed class ManagedPrivate : IEd25519Private
{
    private const int Half = 32;

    // The secret scalar and the prefix of RFC 8032 §5.1.5, pinned and wiped.
    private readonly byte[] _scalar = GC.AllocateArray<byte>(Half, pinned: true);
    private readonly byte[] _prefix = GC.AllocateArray<byte>(Half, pinned: true);

    // A signature made from a half wiped key would give the other half away.
    private readonly Lock _gate = new();
    private bool _disposed;

    public ManagedPrivate(ReadOnlySpan<byte> seed)
    {
        Span<byte> digest = stackalloc byte[SHA512.HashSizeInBytes];
        SHA512.HashData(seed, digest);
        digest[..Half].CopyTo(_scalar);
        digest[Half..].CopyTo(_prefix);
        CryptographicOperations.ZeroMemory(digest);
        // "Pruning" of RFC 8032 §5.1.5: a multiple of the cofactor 8, with bit 254 the highest.
        _scalar[0] &= 0xF8;
        _scalar[^1] = (byte)((_scalar[^1] & 0x7F) | 0x40);
        CurvePoint.Base.Times(_scalar).Encode(PublicKey);
    }

    public byte[] PublicKey { get; } = new byte[Ed25519.PublicKeySize];

    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return SignHeld(message);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            CryptographicOperations.ZeroMemory(_scalar);
            CryptographicOperations.ZeroMemory(_prefix);
        }
    }

    private byte[] SignHeld(ReadOnlySpan<byte> message)
    {
        // RFC 8032 §5.1.6: r = SHA-512(prefix ‖ message), R = [r]B, k = SHA-512(R ‖ A ‖ message), S = r + k·s mod L.
        var signature = new byte[Ed25519.SignatureSize];
        Span<byte> r = stackalloc byte[Half];
        Span<byte> k = stackalloc byte[Half];
        Scalar.Reduce(ManagedEd25519.Digest(_prefix, message, []), r);
        CurvePoint.Base.Times(r).Encode(signature.AsSpan(0, Half));
        Scalar.Reduce(ManagedEd25519.Digest(signature.AsSpan(0, Half), PublicKey, message), k);
        Scalar.MultiplyAdd(k, _scalar, r, signature.AsSpan(Half));
        return signature;
    }
}
