namespace Cairn.Merkle.Tests;

/// <summary>Both implementations of Ed25519, by name.</summary>
public static class Implementations
{
    public static TheoryData<string> Names => ["OpenSSL", "managed"];

    /// <summary>Fails, rather than falls back, where no libcrypto loads: the machines that run these tests have one.</summary>
    internal static IEd25519 Get(string name) =>
        name == "managed" ? new ManagedEd25519() : OpenSslEd25519.TryLoad() ?? throw new InvalidOperationException("No libcrypto loads here.");
}
