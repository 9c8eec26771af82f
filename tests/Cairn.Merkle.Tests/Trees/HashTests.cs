using System.Security.Cryptography;

namespace Cairn.Merkle.Tests;

public class HashTests
{
    private const string EmptyTree = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    [Fact]
    public void The_root_of_the_empty_tree_is_the_hash_of_nothing() => Assert.Equal(EmptyTree, Hash.Empty.ToString());

    [Fact]
    public void An_empty_entry_is_hashed_with_its_prefix() =>
        Assert.Equal("6E340B9CFFB37A989CA544E6BB780A2C78901D3FB33738768511A30617AFA01D", Convert.ToHexString(Hash.OfLeaf([]).ToArray()));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1022)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(100_000)]
    public void A_leaf_of_any_length_is_hashed_after_a_zero_byte(int length)
    {
        var leaf = new Random(length).Bytes(length);
        Assert.Equal(SHA256.HashData([0x00, .. leaf]), Hash.OfLeaf(leaf).ToArray());
    }

    [Fact]
    public void Data_of_any_length_has_the_hash_that_the_platform_gives()
    {
        var random = new Random(2);
        foreach (var length in Enumerable.Range(0, 300).Concat(Enumerable.Range(
            4090, 12)).Concat(Enumerable.Range(0, 500).Select(_ => random.Next(20_000))))
        {
            var data = random.Bytes(length);
            Assert.Equal(SHA256.HashData(data), Hash.OfData(data).ToArray());
        }
    }

    [Fact]
    public async Task Threads_that_hash_at_once_do_not_meet() => await Task.WhenAll(Enumerable.Range(0, 8).Select(seed => Task.Run(() =>
    {
        var random = new Random(seed);
        for (var i = 0; i < 5_000; i++)
        {
            var data = random.Bytes(random.Next(500));
            Assert.Equal(SHA256.HashData(data), Hash.OfData(data).ToArray());
        }
    })));

    [Fact]
    public void A_node_is_hashed_after_a_one_byte()
    {
        var random = new Random(1);
        var (left, right) = (random.Hash(), random.Hash());
        Assert.Equal(SHA256.HashData([0x01, .. left.ToArray(), .. right.ToArray()]), Hash.OfNode(left, right).ToArray());
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(0)]
    public void Other_lengths_than_32_bytes_are_refused(int length) => Assert.Throws<ArgumentException>(() => new Hash(new byte[length]));

    [Fact]
    public void A_hash_equals_another_by_its_bytes_alone()
    {
        var random = new Random(2);
        var hash = random.Hash();
        var same = new Hash(hash.ToArray());
        Assert.True(hash == same && hash.Equals((object)same) && hash.GetHashCode() == same.GetHashCode());
        Assert.True(hash != random.WithOneBitFlipped(hash));
    }

    [Fact]
    public void Its_text_is_read_back()
    {
        var hash = new Random(3).Hash();
        Assert.True(Hash.TryParse(hash.ToString(), out var read));
        Assert.Equal(hash, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU")] // no padding
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=")] // a stray bit
    [InlineData("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=")] // the alphabet of URLs
    [InlineData(" 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSu FU=")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==")] // 31 bytes
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUA")] // 33 bytes
    public void Another_spelling_is_refused(string? text) => Assert.False(Hash.TryParse(text!, out _)); // Null is one of the cases.
}
