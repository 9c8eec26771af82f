namespace Cairn.Merkle;

/// <summary>Signs notes with one named key (C2SP signed-note).</summary>
public interface INoteSigner
{
    /// <summary>The key's name: not empty, without white space or plus, best a URL without scheme.</summary>
    string Name { get; }

    /// <summary>Tells keys of one name apart; with the name it tells the verifier's key and algorithm.</summary>
    uint KeyId { get; }

    /// <summary>The signature over the note's text as UTF-8, at least one byte.</summary>
    byte[] Sign(ReadOnlySpan<byte> message);
}
