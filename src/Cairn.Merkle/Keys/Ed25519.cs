namespace Cairn.Merkle;

/// <summary>Ed25519 (RFC 8032) through OpenSSL's libcrypto where it loads, and otherwise in managed code.</summary>
public static class Ed25519
{
    internal const int SeedSize = 32;
    internal const int PublicKeySize = 32;
    internal const int SignatureSize = 64;

    // Chosen once for the process: which library is installed does not change while it runs.
    internal static IEd25519 Current { get; } = OpenSslEd25519.TryLoad() ?? (IEd25519)new ManagedEd25519();

    /// <summary>Whether OpenSSL signs and verifies. Where it does not, signing is not constant-time.</summary>
    public static bool IsNative => Current is OpenSslEd25519;

    /// <summary>Words for the start-up log: which libcrypto, or what the managed fallback lacks.</summary>
    public static string Implementation => Current.Description;

    /// <summary>Whether the signature is that key's over the message. Strict: one encoding for each key and signature.</summary>
    /// <param name="publicKey">32 bytes (RFC 8032 §5.1.5).</param>
    /// <param name="message">Any bytes.</param>
    /// <param name="signature">64 bytes (RFC 8032 §5.1.6).</param>
    /// <returns>False, never an exception, also for other lengths and for bytes that are no key or signature.</returns>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Verify(Current, publicKey, message, signature);

    internal static bool Verify(IEd25519 by, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureSize && Ed25519Encoding.IsCanonicalPoint(publicKey) && by.Verify(publicKey, message, signature);
}
