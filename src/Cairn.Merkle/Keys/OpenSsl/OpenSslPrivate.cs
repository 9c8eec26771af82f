using System.Security.Cryptography;

namespace Cairn.Merkle;

/// <summary>A private key inside libcrypto, which wipes it when the last use of the handle ends.</summary>
internal sealed class OpenSslPrivate : IEd25519Private
{
    private readonly EvpKey _key;

    public OpenSslPrivate(ReadOnlySpan<byte> seed)
    {
        _key = LibCrypto.EVP_PKEY_new_raw_private_key(LibCrypto.Ed25519Type, 0, seed, (nuint)seed.Length);
        Require(!_key.IsInvalid);
        nuint length = Ed25519.PublicKeySize;
        Require(LibCrypto.EVP_PKEY_get_raw_public_key(_key, PublicKey, ref length) == 1 && length == Ed25519.PublicKeySize);
    }

    public byte[] PublicKey { get; } = new byte[Ed25519.PublicKeySize];

    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signature = new byte[Ed25519.SignatureSize];
        nuint length = Ed25519.SignatureSize;
        using var context = LibCrypto.EVP_MD_CTX_new();
        Require(LibCrypto.EVP_DigestSignInit(context, 0, 0, 0, _key) == 1);
        Require(LibCrypto.EVP_DigestSign(context, signature, ref length, message, (nuint)message.Length) == 1);
        Require(length == Ed25519.SignatureSize);
        return signature;
    }

    public void Dispose() => _key.Dispose();

    private static void Require(bool done)
    {
        if (!done)
        {
            LibCrypto.ERR_clear_error();
            throw new CryptographicException("OpenSSL did not do an Ed25519 operation that it should.");
        }
    }
}
