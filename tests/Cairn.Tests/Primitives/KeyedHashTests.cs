using System.Security.Cryptography;
using Cairn.Primitives;

namespace Cairn.Tests.Primitives;

/// <summary>The keyed hash is HMAC-SHA256, byte for byte.</summary>
public sealed class KeyedHashTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(55)]
    [InlineData(56)]
    [InlineData(64)]
    [InlineData(5_000)]
    public void It_is_the_one_that_everybody_computes(int length)
    {
        var random = new Random(length);
        foreach (var keyLength in (int[])[0, 1, 32, 63, KeyedHash.Room])
        {
            var (key, message) = (new byte[keyLength], new byte[KeyedHash.Room + length]);
            random.NextBytes(key);
            random.NextBytes(message);
            var right = HMACSHA256.HashData(key, message.AsSpan(KeyedHash.Room));
            Assert.Equal(right, KeyedHash.Of(key, message).ToArray());
        }
    }

    [Fact]
    public void Nothing_of_the_key_is_left_in_the_message()
    {
        var message = new byte[KeyedHash.Room + 3];
        KeyedHash.Of([1, 2, 3], message);
        Assert.Equal(new byte[message.Length], message);
    }

    [Fact]
    public void A_longer_key_is_refused() =>
        Assert.Throws<ArgumentException>(() => KeyedHash.Of(new byte[KeyedHash.Room + 1], new byte[KeyedHash.Room]));
}
