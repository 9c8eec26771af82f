using System.Security.Cryptography;
using NSec.Cryptography;

namespace Cairn.Merkle;

/// <summary>
/// An Ed25519 private key. It never prints itself: only <see cref="ToPem"/> gives it away. Thread-safe; disposing wipes it.
/// </summary>
public sealed class Ed25519Key : IDisposable
{
    // In libsodium's own memory, which is neither swapped out where the system allows it nor moved by the collector.
    private readonly Key _key;

    private Ed25519Key(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != Ed25519.SeedSize)
        {
            throw new ArgumentException($"The seed of an Ed25519 key is {Ed25519.SeedSize} bytes, not {seed.Length}.", nameof(seed));
        }

        var exportable = new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
        _key = Key.Import(Ed25519.Algorithm, seed, KeyBlobFormat.RawPrivateKey, exportable);
    }

    /// <summary>The public key: a new array of 32 bytes (RFC 8032 §5.1.5).</summary>
    public byte[] PublicKey => _key.PublicKey.Export(KeyBlobFormat.RawPublicKey);

    /// <summary>A new key from 32 bytes of the system's random numbers.</summary>
    public static Ed25519Key Generate()
    {
        Span<byte> seed = stackalloc byte[Ed25519.SeedSize];
        RandomNumberGenerator.Fill(seed);
        var key = FromSeed(seed);
        CryptographicOperations.ZeroMemory(seed);
        return key;
    }

    /// <summary>The key of a seed, which RFC 8032 §5.1.5 calls the private key. The caller wipes its copy.</summary>
    /// <exception cref="ArgumentException">The seed is not 32 bytes.</exception>
    public static Ed25519Key FromSeed(ReadOnlySpan<byte> seed) => new(seed);

    /// <summary>
    /// Reads a PKCS#8 PEM exactly as <see cref="ToPem"/> writes it, which is how <c>openssl genpkey -algorithm ed25519</c> does.
    /// </summary>
    /// <exception cref="FormatException">It is not one. The message says why, without a byte of the key.</exception>
    public static Ed25519Key FromPem(string pem)
    {
        var seed = Ed25519Pem.Parse(pem);
        var key = FromSeed(seed);
        CryptographicOperations.ZeroMemory(seed);
        return key;
    }

    /// <summary>The private key itself, as PKCS#8 PEM (RFC 8410 §7): three lines, for a file that only its owner can read.</summary>
    public string ToPem()
    {
        var seed = _key.Export(KeyBlobFormat.RawPrivateKey);
        var pem = Ed25519Pem.Format(seed);
        CryptographicOperations.ZeroMemory(seed);
        return pem;
    }

    /// <summary>The signature of a message: 64 bytes, always the same for the same message (RFC 8032 §5.1.6).</summary>
    public byte[] Sign(ReadOnlySpan<byte> message) => Ed25519.Algorithm.Sign(_key, message);

    /// <summary>The type's name, never the key.</summary>
    public override string ToString() => nameof(Ed25519Key);

    /// <summary>Wipes the key from memory that is ours.</summary>
    public void Dispose() => _key.Dispose();
}
