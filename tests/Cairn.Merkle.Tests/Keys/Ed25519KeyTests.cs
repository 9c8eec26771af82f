namespace Cairn.Merkle.Tests;

public class Ed25519KeyTests
{
    // The private key of RFC 8410 §10.3.
    private const string Pem = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
        -----END PRIVATE KEY-----

        """;

    [Fact]
    public void The_key_of_RFC_8410_is_read_and_written()
    {
        using var key = Ed25519Key.FromPem(Pem);
        Assert.Equal("19BF44096984CDFE8541BAC167DC3B96C85086AA30B6B6CB0C5C38AD703166E1", Convert.ToHexString(key.PublicKey));
        Assert.Equal(Pem, key.ToPem());
    }

    [Fact]
    public void Generated_keys_differ_and_are_read_back()
    {
        using var key = Ed25519Key.Generate();
        using var other = Ed25519Key.Generate();
        using var same = Ed25519Key.FromPem(key.ToPem());
        Assert.NotEqual(key.PublicKey, other.PublicKey);
        Assert.Equal(key.PublicKey, same.PublicKey);
        Assert.True(Ed25519.Verify(key.PublicKey, [1, 2], same.Sign([1, 2])));
    }

    [Fact]
    public void A_key_prints_its_type_alone()
    {
        using var key = Ed25519Key.Generate();
        Assert.Equal("Ed25519Key", key.ToString());
        Assert.Equal("Ed25519Key", $"{key}");
    }

    [Fact]
    public void Changing_the_returned_public_key_does_not_change_the_key()
    {
        using var key = Ed25519Key.FromPem(Pem);
        key.PublicKey[0] ^= 1;
        Assert.Equal(0x19, key.PublicKey[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public void A_seed_of_another_length_is_refused(int length) =>
        Assert.Throws<ArgumentException>(() => Ed25519Key.FromSeed(new byte[length]));

    [Fact]
    public void After_disposal_the_key_is_gone()
    {
        var key = Ed25519Key.Generate();
        key.Dispose();
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign([]));
        Assert.Throws<ObjectDisposedException>(() => key.ToPem());
        Assert.Equal(32, key.PublicKey.Length);
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData(null, "line 1")]
    [InlineData("-----BEGIN EC PRIVATE KEY-----\n", "line 1")]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\n", "line 1")]
    [InlineData("-----BEGIN PRIVATE KEY-----\r\n", "line 1")]
    [InlineData("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", "line 3")]
    [InlineData("-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----\n", "not Ed25519")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n", "not Ed25519")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMC4C AQ\n-----END PRIVATE KEY-----\n", "line 2")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----", "line 3")]
    // X25519
    [InlineData(
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n",
        "not Ed25519")]
    public void Another_PEM_is_refused_with_words(string? pem, string words)
    {
        var refusal = Assert.Throws<FormatException>(() => Ed25519Key.FromPem(pem!)); // Null is one of the cases.
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_does_not_repeat_the_key()
    {
        string Spoiled(string part, string instead) => Pem.Replace(part, instead, StringComparison.Ordinal);
        foreach (var pem in (string[])[Pem.TrimEnd(), Pem + "\n", Spoiled("MC4C", "MD4C"), Spoiled("dVhC", "dVh=")])
        {
            var refusal = Assert.Throws<FormatException>(() => Ed25519Key.FromPem(pem));
            Assert.DoesNotContain("INTuctv5", refusal.Message, StringComparison.Ordinal);
        }
    }
}
