namespace Cairn.Merkle.Tests;

public class TlogProofTests
{
    private static readonly Oracle Oracle = Oracle.OfNumbers();
    private static readonly string Signed = new Checkpoint(Signers.Log.Name, Oracle.Head(7)).Sign(Signers.Log, Signers.Witness);

    [Theory]
    [InlineData(null)]
    [InlineData("extra data")]
    public void What_is_written_is_read_and_checks(string? extra)
    {
        var text = Proof(5, extra).Format();
        var proof = TlogProof.Parse(text);
        var checkpoint = Checkpoint.Open(proof.Checkpoint, Signers.Log.Verifier);
        Assert.True(MerkleProof.CheckInclusion([.. proof.Hashes], proof.Index, Oracle.Leaf(5), checkpoint.Head));
        Assert.Equal(extra is null ? null : System.Text.Encoding.UTF8.GetBytes(extra), proof.Extra?.ToArray());
        Assert.Equal(text, proof.Format());
    }

    [Fact]
    public void It_is_laid_out_as_the_specification_says()
    {
        var hashes = string.Concat(Oracle.Path(5, 0, 7).Select(hash => $"{hash}\n"));
        Assert.Equal($"c2sp.org/tlog-proof@v1\nextra ZXg=\nindex 5\n{hashes}\n{Signed}", Proof(5, "ex").Format());
    }

    [Fact]
    public void The_proof_of_the_only_entry_has_no_hashes()
    {
        var signed = new Checkpoint(Signers.Log.Name, Oracle.Head(1)).Sign(Signers.Log);
        var text = new TlogProof(0, [], signed, null).Format();
        Assert.Equal($"c2sp.org/tlog-proof@v1\nindex 0\n\n{signed}", text);
        Assert.Empty(TlogProof.Parse(text).Hashes);
    }

    [Fact]
    public void Empty_extra_data_is_none() => Assert.Null(Proof(5, "").Extra);

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2", "line 1 is not" },
        { "c2sp.org/tlog-proof@v1\n", "", "line 1 is not" },
        { "c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v1\r\n", "line 1 is not" },
        { "extra ZXg=", "extra ZXh=", "line 2: the extra data" },
        { "extra ZXg=", "extra ", "line 2: the extra data" },
        { "extra ZXg=", "Extra ZXg=", "line 2 is not 'index '" },
        { "extra ZXg=", "extra ZXg=\nextra ZXg=", "line 3 is not 'index '" },
        { "index 5", "index 05", "line 3: '05' is not a decimal" },
        { "index 5", "index +5", "line 3: '+5'" },
        { "index 5", "index -5", "line 3: '-5'" },
        { "index 5", "index 9223372036854775808", "below 2^63" },
        { "index 5", "index 5\0", "line 3" },
        { "index 5", "index  5", "line 3: ' 5'" },
        { "index 5\n", "", "line 3 is not 'index '" },
        { "index 5\n", "index 5\nAAAA\n", "line 4: 'AAAA' is not the canonical base64" },
        { "index 5\n", "index 5\n\n", "its checkpoint is malformed" },
        { "\n\nexample.com/log\n7\n", "\n\nexample.com/log\n07\n", "its checkpoint is malformed: line 2" },
        { "— witness.example ", "- witness.example ", "its checkpoint is malformed: signature line 2" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Another_text_is_refused_with_words(string part, string instead, string words)
    {
        var text = Proof(5, "ex").Format();
        Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.False(TlogProof.TryParse(text.Replace(part, instead, StringComparison.Ordinal), out var proof, out var error));
        Assert.Null(proof);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_proof_at_all_is_refused()
    {
        Assert.All(
            (string[])["", "\n\n", "c2sp.org/tlog-proof@v1", null!], text => Assert.Throws<FormatException>(() => TlogProof.Parse(text)));
        Assert.False(TlogProof.TryParse(new string('a', 3 << 20), out _, out var error));
        Assert.Equal("it is too long", error);
    }

    [Fact]
    public void Sixty_four_hashes_are_one_too_many()
    {
        var lines = string.Concat(Enumerable.Repeat($"{Hash.Empty}\n", 64));
        Assert.False(TlogProof.TryParse($"c2sp.org/tlog-proof@v1\nindex 5\n{lines}\n{Signed}", out _, out var error));
        Assert.Equal("it has more than 63 hashes", error);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TlogProof(0, new Hash[64], Signed));
    }

    [Fact]
    public void An_impossible_proof_is_refused_at_birth()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TlogProof(-1, [], Signed));
        Assert.Throws<ArgumentException>(() => new TlogProof(0, [], "no note"));
        Assert.Throws<ArgumentException>(() => new TlogProof(0, [], Note.Sign("no checkpoint\n", Signers.Log)));
    }

    [Fact]
    public void The_checkpoint_of_another_log_may_have_extension_lines()
    {
        var signed = Note.Sign($"other\n1\n{Hash.Empty}\nextension\n", Signers.Witness);
        Assert.Equal(signed, TlogProof.Parse(new TlogProof(0, [], signed).Format()).Checkpoint);
    }

    private static TlogProof Proof(long index, string? extra) =>
        new(index, Oracle.Path(index, 0, 7), Signed, extra is null ? null : System.Text.Encoding.UTF8.GetBytes(extra));
}
