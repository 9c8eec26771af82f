namespace Cairn.Merkle;

/// <summary>One implementation of Ed25519. Thread-safe.</summary>
internal interface IEd25519
{
    string Description { get; }

    /// <summary>Opens the private key of a seed of 32 bytes, which it may copy.</summary>
    IEd25519Private Open(ReadOnlySpan<byte> seed);

    /// <summary>Verifies with a public key of 32 canonical bytes and a signature of 64.</summary>
    bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);
}
