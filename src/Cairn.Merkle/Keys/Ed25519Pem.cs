using System.Security.Cryptography;

namespace Cairn.Merkle;

/// <summary>A seed as PKCS#8 in PEM (RFC 8410 §7, RFC 7468 §10). Messages never repeat what was read: it may be a key.</summary>
internal static class Ed25519Pem
{
    private const string Begin = "-----BEGIN PRIVATE KEY-----\n";
    private const string End = "\n-----END PRIVATE KEY-----\n";

    // PrivateKeyInfo before the seed, RFC 8410 §7, in DER: SEQUENCE of 46 bytes (30 2E), INTEGER version 0 (02 01 00), SEQUENCE of the
    // OBJECT IDENTIFIER 1.3.101.112 (30 05 06 03 2B 65 70), OCTET STRING (04 22) that holds the OCTET STRING of 32 bytes (04 20).
    private static ReadOnlySpan<byte> Prefix =>
        [0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

    public static string Format(ReadOnlySpan<byte> seed)
    {
        Span<byte> der = stackalloc byte[Prefix.Length + Ed25519.SeedSize];
        Prefix.CopyTo(der);
        seed.CopyTo(der[Prefix.Length..]);
        var pem = Begin + Convert.ToBase64String(der) + End;
        CryptographicOperations.ZeroMemory(der);
        return pem;
    }

    /// <exception cref="FormatException">Anything but what <see cref="Format"/> writes.</exception>
    public static byte[] Parse(string? pem)
    {
        if (pem is null || !pem.StartsWith(Begin, StringComparison.Ordinal))
        {
            throw Refused(
                "line 1 must be '-----BEGIN PRIVATE KEY-----' and end in a newline without a carriage return; "
                + "encrypted keys and PEMs of other kinds are not read");
        }

        if (pem.Length < Begin.Length + End.Length || !pem.EndsWith(End, StringComparison.Ordinal))
        {
            throw Refused("line 3 must be '-----END PRIVATE KEY-----', end in a newline and be the last");
        }

        if (!CanonicalBase64.TryDecode(pem.AsSpan(Begin.Length..^End.Length), out var der))
        {
            throw Refused("line 2 must be canonical base64 without line breaks or spaces");
        }

        return Seed(der);
    }

    private static byte[] Seed(byte[] der)
    {
        var isOurs = der.Length == Prefix.Length + Ed25519.SeedSize && der.AsSpan().StartsWith(Prefix);
        var seed = isOurs ? der[Prefix.Length..] : [];
        CryptographicOperations.ZeroMemory(der);
        return isOurs ? seed : throw Refused(
            "it holds a key that is not Ed25519, or one with attributes; make one with 'openssl genpkey -algorithm ed25519'");
    }

    private static FormatException Refused(string why) => new($"Not the PEM of an Ed25519 private key: {why}.");
}
