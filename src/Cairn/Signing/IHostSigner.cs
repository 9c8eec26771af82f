namespace Cairn.Signing;

/// <summary>A host's signer, which is opened once its store is connected.</summary>
internal interface IHostSigner
{
    /// <summary><see langword="null"/> until the store is connected, and on a host that does not sign.</summary>
    CheckpointSigner? Signer { get; }

    /// <exception cref="CairnStoreException">The store is not connected: why.</exception>
    /// <exception cref="CairnSigningException">The signer cannot be opened: why.</exception>
    void ThrowUnlessConnected();
}
