namespace Cairn.Merkle;

/// <summary>Signs notes with an Ed25519 key under a name. The key stays the caller's to dispose.</summary>
public sealed class NoteSigner : INoteSigner
{
    private readonly Ed25519Key _key;

    /// <summary>Gives a key a name.</summary>
    /// <exception cref="ArgumentException">The name is empty, or holds white space, plus or control characters.</exception>
    public NoteSigner(string name, Ed25519Key key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Verifier = new NoteVerifier(name, key.PublicKey);
        _key = key;
    }

    /// <summary>What others need to verify this signer's notes.</summary>
    public NoteVerifier Verifier { get; }

    /// <inheritdoc/>
    public string Name => Verifier.Name;

    /// <inheritdoc/>
    public uint KeyId => Verifier.KeyId;

    /// <inheritdoc/>
    public byte[] Sign(ReadOnlySpan<byte> message) => _key.Sign(message);
}
