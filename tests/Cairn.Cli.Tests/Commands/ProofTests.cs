namespace Cairn.Cli.Tests;

public sealed class ProofTests : IDisposable
{
    private readonly Bench bench = new();

    private string Proof => bench.File("x.tlog-proof");

    private string Entry => bench.File("x.json");

    [Fact]
    public void A_proof_carries_nothing_personal_unless_it_is_told_to()
    {
        bench.With(Bench.RoleChanged, Bench.RoleChanged);
        Prove().Succeeds();
        var bare = Check().Succeeds();
        Assert.DoesNotContain("Example Owner", bare.Output, StringComparison.Ordinal);
        Assert.Contains("3 of 3 disclosures: withheld or erased", bare.Output, StringComparison.Ordinal);
        Assert.StartsWith("proven: this is entry 1 of cairn.internal/", bare.Lines[^1], StringComparison.Ordinal);

        Prove("--disclose", "identity,content").Succeeds();
        var named = Check().Succeeds();
        Assert.Contains("Example Owner", named.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("owner@example.com", named.Output, StringComparison.Ordinal);

        Prove("--disclose", "all").Succeeds();
        Assert.Contains("owner@example.com", Check().Succeeds().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_entry_is_the_leaf_byte_for_byte()
    {
        bench.With(Bench.RoleChanged, Bench.RoleChanged);
        Prove().Succeeds();
        Assert.Equal(bench.Json("show", "1", "--json").GetProperty("leaf").GetRawText(), File.ReadAllText(Entry));
    }

    [Fact]
    public void One_changed_byte_anywhere_in_entry_proof_or_key_fails()
    {
        bench.With(Bench.RoleChanged, Bench.RoleChanged, Bench.RoleChanged);
        Prove("--disclose", "identity").Succeeds();
        var vkey = bench.Vkey();
        foreach (var file in (string[])[Entry, Proof])
        {
            var good = File.ReadAllBytes(file);
            for (var i = 0; i < good.Length; i++)
            {
                var bad = (byte[])good.Clone();
                bad[i] ^= 1;
                File.WriteAllBytes(file, bad);
                Assert.True(Check(vkey).Code == 1, $"byte {i} of {file}");
            }

            File.WriteAllBytes(file, good);
        }

        for (var i = 0; i < vkey.Length; i++)
        {
            Check(vkey[..i] + (char)(vkey[i] ^ 1) + vkey[(i + 1)..]).Fails(1, "--vkey is not a verifier key");
        }

        Check(vkey).Succeeds();
    }

    [Fact]
    public void An_altered_entry_is_not_proven()
    {
        bench.With(Bench.RoleChanged, Bench.RoleChanged);
        bench.ChangeLeaf();
        bench.Run("prove", "0", "-o", Proof, "--entry", Entry).Fails(1, "Entry 0 is not as it was written");
        Assert.False(File.Exists(Proof));
    }

    [Fact]
    public void An_entry_that_is_not_signed_yet_is_signed_first()
    {
        bench.With(Bench.RoleChanged);
        using (var killed = new UnsignedWriter(bench.Path))
        {
            killed.Append();
        }

        Prove().Succeeds();
        Check().Succeeds();
    }

    [Fact]
    public void What_is_missing_or_unknown_is_named()
    {
        bench.With(Bench.RoleChanged, Bench.RoleChanged);
        Prove("--disclose", "identity,secrets").Fails(2, "'secrets' is not a class");
        bench.Run("prove", "7", "-o", Proof, "--entry", Entry).Fails(2, "There is no entry 7");
        bench.Run("prove", "0").Fails(2, "--output", "--entry");
        Check().Fails(2, "cannot be read");
    }

    public void Dispose() => bench.Dispose();

    private Outcome Prove(params string[] more) => bench.Run(["prove", "1", "-o", Proof, "--entry", Entry, .. more]);

    private Outcome Check() => Check(bench.Vkey());

    private Outcome Check(string vkey) => Cli.Run("check", Proof, "--entry", Entry, "--vkey", vkey);
}
