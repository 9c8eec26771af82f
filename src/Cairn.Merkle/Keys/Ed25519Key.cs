using System.Security.Cryptography;

namespace Cairn.Merkle;

/// <summary>
/// An Ed25519 private key. It never prints itself: only <see cref="ToPem"/> gives it away. Thread-safe; disposing wipes the seed.
/// </summary>
public sealed class Ed25519Key : IDisposable
{
    // Pinned, so that the collector leaves no copies behind when it moves memory.
    private readonly byte[] _seed = GC.AllocateArray<byte>(Ed25519.SeedSize, pinned: true);
    private readonly IEd25519Private _key;
    private readonly byte[] _publicKey;
    private bool _disposed;

    private Ed25519Key(ReadOnlySpan<byte> seed, IEd25519 implementation)
    {
        if (seed.Length != Ed25519.SeedSize)
        {
            throw new ArgumentException($"The seed of an Ed25519 key is {Ed25519.SeedSize} bytes, not {seed.Length}.", nameof(seed));
        }

        seed.CopyTo(_seed);
        _key = implementation.Open(seed);
        _publicKey = _key.PublicKey;
    }

    /// <summary>The public key: a new array of 32 bytes (RFC 8032 §5.1.5).</summary>
    public byte[] PublicKey => (byte[])_publicKey.Clone();

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
    public static Ed25519Key FromSeed(ReadOnlySpan<byte> seed) => FromSeed(seed, Ed25519.Current);

    internal static Ed25519Key FromSeed(ReadOnlySpan<byte> seed, IEd25519 implementation) => new(seed, implementation);

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
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Ed25519Pem.Format(_seed);
    }

    /// <summary>The signature of a message: 64 bytes, always the same for the same message (RFC 8032 §5.1.6).</summary>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _key.Sign(message);
    }

    /// <summary>The type's name, never the key.</summary>
    public override string ToString() => nameof(Ed25519Key);

    /// <summary>Wipes the key from memory that is ours.</summary>
    public void Dispose()
    {
        _disposed = true;
        _key.Dispose();
        CryptographicOperations.ZeroMemory(_seed);
    }
}
