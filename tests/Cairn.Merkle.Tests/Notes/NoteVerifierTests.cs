namespace Cairn.Merkle.Tests;

public class NoteVerifierTests
{
    // The example of C2SP signed-note.
    private const string Example = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    [Fact]
    public void The_specifications_key_is_read_and_written()
    {
        var key = NoteVerifier.Parse(Example);
        Assert.Equal(("example.com/foo", 0x530d903au, Example), (key.Name, key.KeyId, key.ToString()));
    }

    [Theory]
    [InlineData(null, "with plus signs between")]
    [InlineData("", "with plus signs between")]
    [InlineData("example.com/foo+530d903a", "with plus signs between")]
    [InlineData("+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "must not be empty")]
    [InlineData("example com+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "white space")]
    [InlineData("example\u00A0com+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "white space")]
    [InlineData("example\u0001com+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "control characters")]
    [InlineData("example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "make 530d903a")]
    [InlineData("example.com/foo+530d903+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "make 530d903a")]
    [InlineData("example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "its key id is '530d903a'")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l", "its key id is '530d903a'")]
    [InlineData("example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "signature type 0x02")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U0=", "31 bytes")]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n", "not canonical base64")]
    [InlineData("example.com/foo+530d903a+", "not canonical base64")]
    public void Another_text_is_refused_with_words(string? vkey, string words)
    {
        Assert.False(NoteVerifier.TryParse(vkey!, out var verifier, out var error)); // Null is one of the cases.
        Assert.Null(verifier);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => NoteVerifier.Parse(vkey!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a+b")]
    [InlineData("a\nb")]
    public void A_key_has_no_such_name(string name) => Assert.Throws<ArgumentException>(() => new NoteVerifier(name, new byte[32]));

    // Apart from the others, because an attribute cannot hold half a surrogate pair.
    [Fact]
    public void A_key_name_is_valid_Unicode() => Assert.Throws<ArgumentException>(() => new NoteVerifier("a\uD800", new byte[32]));

    [Fact]
    public void A_key_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() => new NoteVerifier("a", new byte[31]));

    [Fact]
    public void The_same_key_under_another_name_has_another_id() => Assert.NotEqual(Signers.Named("a").KeyId, Signers.Named("b").KeyId);
}
