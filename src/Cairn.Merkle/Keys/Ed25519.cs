using NSec.Cryptography;

namespace Cairn.Merkle;

/// <summary>Ed25519 (RFC 8032) by libsodium.</summary>
public static class Ed25519
{
    internal const int SeedSize = 32;
    internal const int PublicKeySize = 32;
    internal const int SignatureSize = 64;

    internal static SignatureAlgorithm Algorithm => SignatureAlgorithm.Ed25519;

    /// <summary>
    /// Whether the signature is that key's over the message. Strict: one encoding for each key and signature, and no
    /// key or R of small order.
    /// </summary>
    /// <param name="publicKey">32 bytes (RFC 8032 §5.1.5).</param>
    /// <param name="message">Any bytes.</param>
    /// <param name="signature">64 bytes (RFC 8032 §5.1.6).</param>
    /// <returns>False, never an exception, also for other lengths and for bytes that are no key or signature.</returns>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        publicKey.Length == PublicKeySize && signature.Length == SignatureSize
        && PublicKey.TryImport(Algorithm, publicKey, KeyBlobFormat.RawPublicKey, out var key)
        && Algorithm.Verify(key!, message, signature);
}
