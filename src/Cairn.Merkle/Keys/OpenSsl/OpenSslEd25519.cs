using System.Security.Cryptography;

namespace Cairn.Merkle;

/// <summary>Ed25519 by OpenSSL's libcrypto.</summary>
internal sealed class OpenSslEd25519 : IEd25519
{
    private OpenSslEd25519()
    {
    }

    public string Description { get; } = $"{LibCrypto.Version} ({LibCrypto.FileName})";

    /// <summary>Null where no libcrypto loads, or where the one that loads will not do Ed25519, as some in FIPS mode.</summary>
    public static OpenSslEd25519? TryLoad()
    {
        if (LibCrypto.FileName is null)
        {
            return null;
        }

        try
        {
            var loaded = new OpenSslEd25519();
            return loaded.AnswersKnownQuestion() ? loaded : null;
        }
        catch (Exception e) when (e is CryptographicException or EntryPointNotFoundException)
        {
            // Whatever it lacks, the managed implementation has; Ed25519.Implementation tells the operator.
            return null;
        }
    }

    public IEd25519Private Open(ReadOnlySpan<byte> seed) => new OpenSslPrivate(seed);

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        using var key = LibCrypto.EVP_PKEY_new_raw_public_key(LibCrypto.Ed25519Type, 0, publicKey, (nuint)publicKey.Length);
        using var context = LibCrypto.EVP_MD_CTX_new();
        var isValid = !key.IsInvalid
            && LibCrypto.EVP_DigestVerifyInit(context, 0, 0, 0, key) == 1
            && LibCrypto.EVP_DigestVerify(context, signature, (nuint)signature.Length, message, (nuint)message.Length) == 1;
        if (!isValid)
        {
            // A refusal stays in the thread's error queue, where the next user of libcrypto in this process would take it for its own.
            LibCrypto.ERR_clear_error();
        }

        return isValid;
    }

    private bool AnswersKnownQuestion()
    {
        using var key = Open(new byte[Ed25519.SeedSize]);
        return Verify(key.PublicKey, [1], key.Sign([1])) && !Verify(key.PublicKey, [2], key.Sign([1]));
    }
}
