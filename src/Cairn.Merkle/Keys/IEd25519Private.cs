namespace Cairn.Merkle;

/// <summary>A private key inside an implementation. Thread-safe; forgets what it can of the key when disposed.</summary>
internal interface IEd25519Private : IDisposable
{
    byte[] PublicKey { get; }

    byte[] Sign(ReadOnlySpan<byte> message);
}
