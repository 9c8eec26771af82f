namespace Cairn.Merkle;

/// <summary>Verifies the signatures of one named key (C2SP signed-note).</summary>
public interface INoteVerifier
{
    /// <inheritdoc cref="INoteSigner.Name"/>
    string Name { get; }

    /// <inheritdoc cref="INoteSigner.KeyId"/>
    uint KeyId { get; }

    /// <summary>Whether the signature is this key's over the note's text as UTF-8. False, never an exception, for malformed bytes.</summary>
    bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);
}
