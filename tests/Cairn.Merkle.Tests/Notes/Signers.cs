namespace Cairn.Merkle.Tests;

/// <summary>Signers whose keys are the same in each run.</summary>
public static class Signers
{
    public static NoteSigner Named(string name, byte seed = 1) => new(name, Ed25519Key.FromSeed(Enumerable.Repeat(seed, 32).ToArray()));

    public static NoteSigner Log { get; } = Named("example.com/log");

    public static NoteSigner Witness { get; } = Named("witness.example", 2);
}
