using System.Security.Cryptography;

namespace Cairn.Merkle;

/// <summary>
/// SHA-256. A log takes some ten short ones for each entry, and .NET's way to OpenSSL looks up the algorithm and makes a context on the
/// heap for each: six to fifteen times what the hash itself costs (docs/design/dependencies.md). So short inputs go to libcrypto's own
/// functions, where there are such.
/// </summary>
internal static class Sha256
{
    // Some microseconds at most. Beyond, the way there no longer counts.
    private const int Longest = 4096;

    private static readonly bool IsDirect = LibCrypto.HasSha256 && AnswersKnownQuestion();

    public static void HashData(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        if (!IsDirect || data.Length > Longest)
        {
            SHA256.HashData(data, hash);
        }
        else if (hash.Length < Hash.Size || !TryDirect(data, hash))
        {
            throw new CryptographicException("libcrypto gave no SHA-256.");
        }
    }

    private static unsafe bool TryDirect(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        Sha256State state;
        fixed (byte* bytes = data, result = hash)
        {
            return LibCrypto.SHA256_Init(&state) == 1
                && LibCrypto.SHA256_Update(&state, bytes, (nuint)data.Length) == 1
                && LibCrypto.SHA256_Final(result, &state) == 1;
        }
    }

    private static bool AnswersKnownQuestion()
    {
        Span<byte> hash = stackalloc byte[Hash.Size];
        return TryDirect("cairn"u8, hash) && hash.SequenceEqual(SHA256.HashData("cairn"u8));
    }
}
