using Cairn.Contracts;
using Cairn.Merkle;

namespace Cairn.Cli.Tests;

/// <summary>A checkpoint that a witness has signed too.</summary>
public sealed class CosignedTests : IDisposable
{
    private readonly Bench bench = new();

    [Fact]
    public void Every_command_reads_a_checkpoint_with_further_signature_lines()
    {
        bench.With(Bench.RoleChanged, Bench.RoleChanged);
        var vkey = bench.Vkey();
        var cosigned = Note.Cosign(bench.Run("checkpoint").Succeeds().Output, Some.Witness());
        bench.Sql($"UPDATE checkpoints SET note = '{cosigned}'");
        var (saved, mirror, proof, entry) = (bench.File("saved"), bench.File("m"), bench.File("x.tlog-proof"), bench.File("x.json"));

        Assert.Equal(cosigned, bench.Run("checkpoint", "--save", saved).Succeeds().Output);
        bench.Run("verify", "--since", saved).Succeeds();
        bench.Run("mirror", mirror).Succeeds();
        Cli.Run("verify", "--mirror", mirror, "--vkey", vkey).Succeeds();
        bench.Run("prove", "1", "-o", proof, "--entry", entry).Succeeds();
        Assert.Contains("witness.example/w1", File.ReadAllText(proof), StringComparison.Ordinal);
        Cli.Run("check", proof, "--entry", entry, "--vkey", vkey).Succeeds();

        bench.With(Bench.RoleChanged);
        bench.Run("verify", "--since", saved).Succeeds();
        bench.Run("mirror", mirror).Succeeds();
        Assert.Equal(3, Checkpoint.Open(bench.Run("checkpoint").Succeeds().Output, NoteVerifier.Parse(vkey)).Head.Size);
    }

    public void Dispose() => bench.Dispose();
}
