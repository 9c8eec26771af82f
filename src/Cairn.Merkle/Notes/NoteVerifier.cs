using System.Diagnostics.CodeAnalysis;

namespace Cairn.Merkle;

/// <summary>Verifies an Ed25519 key's signatures under a name. Its text is the "vkey" of C2SP signed-note.</summary>
public sealed class NoteVerifier : INoteVerifier
{
    private readonly byte[] _publicKey;

    /// <summary>Gives a public key a name.</summary>
    /// <exception cref="ArgumentException">
    /// The name is empty or holds white space, plus or control characters, or the key is not 32 bytes.
    /// </exception>
    public NoteVerifier(string name, ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != Ed25519.PublicKeySize)
        {
            throw new ArgumentException(
                $"An Ed25519 public key is {Ed25519.PublicKeySize} bytes, not {publicKey.Length}.", nameof(publicKey));
        }

        Name = KeyName.RequireValid(name);
        _publicKey = publicKey.ToArray();
        KeyId = KeyName.IdOf(name, publicKey);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public uint KeyId { get; }

    /// <summary>Reads a vkey, as in <c>example.com/foo+530d903a+AekyeRrm…</c>, exactly as <see cref="ToString"/> writes it.</summary>
    /// <exception cref="FormatException">It is not one; the message says why.</exception>
    public static NoteVerifier Parse(string vkey) =>
        TryParse(vkey, out var verifier, out var error) ? verifier : throw new FormatException($"Not a verifier key: {error}.");

    /// <inheritdoc cref="Parse"/>
    /// <param name="vkey">The text.</param>
    /// <param name="verifier">The verifier; null on failure.</param>
    /// <param name="error">On failure, what is wrong; otherwise empty.</param>
    public static bool TryParse(string vkey, [NotNullWhen(true)] out NoteVerifier? verifier, out string error)
    {
        verifier = null;
        // The base64 may hold plus signs too: the first two separate.
        var parts = vkey?.Split('+', 3) ?? [];
        error = parts.Length < 3 ? "it is not a name, a key id and a key with plus signs between" : KeyName.Complaint(parts[0]) ?? "";
        if (error.Length == 0 && PublicKey(parts[2], out error) is { } publicKey)
        {
            verifier = WithId(new NoteVerifier(parts[0], publicKey), parts[1], out error);
        }

        return verifier is not null;
    }

    /// <inheritdoc/>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => Ed25519.Verify(_publicKey, message, signature);

    /// <summary>The vkey: <c>name+hex(key id)+base64(0x01 ‖ public key)</c>.</summary>
    public override string ToString() => $"{Name}+{KeyId:x8}+{Convert.ToBase64String([KeyName.Ed25519Type, .. _publicKey])}";

    private static byte[]? PublicKey(string base64, out string error)
    {
        error = "";
        if (!CanonicalBase64.TryDecode(base64, out var key) || key.Length == 0)
        {
            error = $"'{Shown.Of(base64)}' is not canonical base64";
        }
        else if (key[0] != KeyName.Ed25519Type)
        {
            error = $"its signature type 0x{key[0]:x2} is not that of Ed25519, 0x01";
        }
        else if (key.Length != 1 + Ed25519.PublicKeySize)
        {
            error = $"its key has {key.Length - 1} bytes, an Ed25519 key has {Ed25519.PublicKeySize}";
        }

        return error.Length == 0 ? key[1..] : null;
    }

    private static NoteVerifier? WithId(NoteVerifier verifier, string keyId, out string error)
    {
        var expected = $"{verifier.KeyId:x8}";
        error = keyId == expected ? "" : $"its key id is '{Shown.Of(keyId)}', the name and the key make {expected}";
        return error.Length == 0 ? verifier : null;
    }
}
