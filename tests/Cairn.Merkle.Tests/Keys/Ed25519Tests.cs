using System.Numerics;
using System.Text.Json;
using Cairn.Contracts;

namespace Cairn.Merkle.Tests;

public class Ed25519Tests
{
    // L, the order of the base point (RFC 8032 §5.1).
    private static readonly BigInteger L = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);

    [Fact]
    public void The_vectors_of_RFC_8032_come_out()
    {
        using var file = Vectors("rfc8032.json");
        Assert.Equal(5, file.RootElement.GetArrayLength());
        foreach (var vector in file.RootElement.EnumerateArray())
        {
            using var key = Ed25519Key.FromSeed(Bytes(vector, "seed"));
            Assert.Equal(Bytes(vector, "publicKey"), key.PublicKey);
            Assert.Equal(Bytes(vector, "signature"), key.Sign(Bytes(vector, "message")));
            Assert.True(Ed25519.Verify(Bytes(vector, "publicKey"), Bytes(vector, "message"), Bytes(vector, "signature")));
        }
    }

    [Fact]
    public void Signatures_that_verifiers_disagree_on_are_refused()
    {
        using var file = Vectors("ed25519.json");
        var vectors = file.RootElement.EnumerateArray().ToList();
        Assert.Single(vectors, vector => vector.GetProperty("accept").GetBoolean());
        Assert.All(vectors, vector => Assert.True(
            vector.GetProperty("accept").GetBoolean() == Ed25519.Verify(
                Bytes(vector, "publicKey"), Bytes(vector, "message"), Bytes(vector, "signature")),
            vector.GetProperty("desc").GetString()));
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_refused()
    {
        var random = new Random(11);
        using var key = Ed25519Key.FromSeed(random.Bytes(32));
        var message = random.Bytes(40);
        var signature = key.Sign(message);
        for (var bit = 0; bit < 512; bit++)
        {
            Assert.False(Ed25519.Verify(key.PublicKey, message, Flipped(signature, bit)), $"signature bit {bit}");
            Assert.False(bit < 320 && Ed25519.Verify(key.PublicKey, Flipped(message, bit), signature), $"message bit {bit}");
            Assert.False(bit < 256 && Ed25519.Verify(Flipped(key.PublicKey, bit), message, signature), $"key bit {bit}");
        }
    }

    [Fact]
    public void A_second_signature_with_S_beyond_the_order_is_refused()
    {
        var random = new Random(12);
        for (var i = 0; i < 20; i++)
        {
            using var key = Ed25519Key.FromSeed(random.Bytes(32));
            var signature = key.Sign([1]);
            var s = new BigInteger(signature.AsSpan(32), isUnsigned: true) + L;
            Assert.True(s.TryWriteBytes(signature.AsSpan(32), out _, isUnsigned: true));
            Assert.False(Ed25519.Verify(key.PublicKey, [1], signature));
        }
    }

    [Fact]
    public void Keys_that_are_no_canonical_point_are_refused_with_any_signature()
    {
        using var good = Ed25519Key.FromSeed(new byte[32]);
        var signature = good.Sign([3]);
        foreach (var start in (string[])["0000", "0100", "0200", "ECFF", "EDFF", "EEFF", "EFFF", "F0FF", "FFFF"])
        {
            foreach (var end in (string[])["00", "80", "7F", "FF"])
            {
                Assert.False(Ed25519.Verify(Point(start, end), [3], signature));
                Assert.False(Ed25519.Verify(Point(start, end), [3], new byte[64]));
                Assert.False(Ed25519.Verify(good.PublicKey, [3], [.. Point(start, end), .. signature[32..]]));
            }
        }
    }

    [Fact]
    public void Other_lengths_are_refused()
    {
        using var key = Ed25519Key.FromSeed(new byte[32]);
        var signature = key.Sign([]);
        Assert.True(Ed25519.Verify(key.PublicKey, [], signature));
        Assert.False(Ed25519.Verify(key.PublicKey, [], signature.AsSpan(0, 63)));
        Assert.False(Ed25519.Verify(key.PublicKey, [], [.. signature, 0]));
        Assert.False(Ed25519.Verify(key.PublicKey.AsSpan(0, 31), [], signature));
        Assert.False(Ed25519.Verify([.. key.PublicKey, 0], [], signature));
        Assert.False(Ed25519.Verify([], [], []));
    }

    [Fact]
    public void Many_threads_may_use_one_key()
    {
        using var key = Ed25519Key.FromSeed(new byte[32]);
        var expected = key.Sign([1]);
        Parallel.For(0, 200, _ =>
        {
            Assert.Equal(expected, key.Sign([1]));
            Assert.True(Ed25519.Verify(key.PublicKey, [1], expected));
        });
    }

    private static JsonDocument Vectors(string name) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root(), "tests/Cairn.Merkle.Tests/vectors", name)));

    private static byte[] Bytes(JsonElement vector, string member) =>
        Convert.FromHexString(vector.GetProperty(member).GetString()!); // The files have all of them.

    private static byte[] Flipped(byte[] bytes, int bit)
    {
        var copy = (byte[])bytes.Clone();
        copy[bit / 8 % copy.Length] ^= (byte)(1 << (bit % 8));
        return copy;
    }

    // 32 bytes: two first ones, a last one, and between them the byte that the second is.
    private static byte[] Point(string start, string end)
    {
        var first = Convert.FromHexString(start);
        return [.. first, .. Enumerable.Repeat(first[1], 29), .. Convert.FromHexString(end)];
    }
}
