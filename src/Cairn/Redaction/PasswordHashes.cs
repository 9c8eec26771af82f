using System.Buffers;

namespace Cairn.Redaction;

/// <summary>Hashes of passwords as systems store them: each says its method, and can be guessed at leisure.</summary>
internal static class PasswordHashes
{
    private static readonly SearchValues<char> Crypt =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./$=,+-_");

    private static readonly SearchValues<char> Base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    private static readonly SearchValues<char> Scram =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=:$");

    public static IEnumerable<TokenShape> All =>
    [
        .. TokenShapes.Of(MaskRules.PasswordHash, Crypt, 20, "$1$ $2$ $2a$ $2b$ $2x$ $2y$ $5$ $6$ $7$ $8$ $9$ $y$ $gy$ $apr1$ $P$ $H$ $S$"),
        .. TokenShapes.Of(MaskRules.PasswordHash, Crypt, 20, "$argon2i$ $argon2d$ $argon2id$ $scrypt$ $pbkdf2 $bcrypt-sha256$"),
        .. TokenShapes.Of(MaskRules.PasswordHash, Crypt, 20, "pbkdf2_sha256$ pbkdf2_sha1$ bcrypt_sha256$ scrypt:32768:8:1$ pbkdf2:sha256:"),
        .. TokenShapes.Of(MaskRules.PasswordHash, Base64, 20, "{SSHA} {SHA} {SMD5} {SSHA256} {SSHA512} {SHA512} {CRYPT}"),
        .. TokenShapes.Of(MaskRules.PasswordHash, Scram, 40, "SCRAM-SHA-256$"),
    ];
}
