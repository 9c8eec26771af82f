namespace Cairn.Merkle;

/// <summary>Verifies the signatures of one named key (C2SP signed-note).</summary>
public interface INoteVerifier
{
    /// <inheritdoc cref="INoteSigner.Name"/>
    string Name { get; }

    /// <inheritdoc cref="INoteSigner.KeyId"/>
    uint KeyId { get; }

    /// <summary>Whether this key signed the note's text as UTF-8. Malformed bytes are false, never an exception.</summary>
    bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);
}
