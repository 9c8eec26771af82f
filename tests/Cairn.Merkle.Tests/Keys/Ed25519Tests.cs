using System.Numerics;
using System.Text.Json;
using Cairn.Testing;

namespace Cairn.Merkle.Tests;

public class Ed25519Tests
{
    // L, the order of the base point (RFC 8032 §5.1).
    private static readonly BigInteger L = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);

    public static TheoryData<string> Both => Implementations.Names;

    [Theory]
    [MemberData(nameof(Both))]
    public void The_vectors_of_RFC_8032_come_out(string implementation)
    {
        var ed25519 = Implementations.Get(implementation);
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root(), "tests/Cairn.Merkle.Tests/vectors/rfc8032.json")));
        Assert.Equal(5, file.RootElement.GetArrayLength());
        foreach (var vector in file.RootElement.EnumerateArray())
        {
            byte[] Value(string name) => Convert.FromHexString(vector.GetProperty(name).GetString()!); // The file has all of them.
            using var key = Ed25519Key.FromSeed(Value("seed"), ed25519);
            Assert.Equal(Value("publicKey"), key.PublicKey);
            Assert.Equal(Value("signature"), key.Sign(Value("message")));
            Assert.True(Ed25519.Verify(ed25519, Value("publicKey"), Value("message"), Value("signature")));
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void A_flipped_bit_anywhere_is_refused(string implementation)
    {
        var (ed25519, random) = (Implementations.Get(implementation), new Random(11));
        using var key = Ed25519Key.FromSeed(random.Bytes(32), ed25519);
        var message = random.Bytes(40);
        var signature = key.Sign(message);
        for (var bit = 0; bit < 512; bit++)
        {
            Assert.False(Ed25519.Verify(ed25519, key.PublicKey, message, Flipped(signature, bit)), $"signature bit {bit}");
            Assert.False(bit < 320 && Ed25519.Verify(ed25519, key.PublicKey, Flipped(message, bit), signature), $"message bit {bit}");
            Assert.False(bit < 256 && Ed25519.Verify(ed25519, Flipped(key.PublicKey, bit), message, signature), $"key bit {bit}");
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void A_second_signature_with_S_beyond_the_order_is_refused(string implementation)
    {
        var (ed25519, random) = (Implementations.Get(implementation), new Random(12));
        for (var i = 0; i < 20; i++)
        {
            using var key = Ed25519Key.FromSeed(random.Bytes(32), ed25519);
            var signature = key.Sign([1]);
            var s = new BigInteger(signature.AsSpan(32), isUnsigned: true) + L;
            Assert.True(s.TryWriteBytes(signature.AsSpan(32), out _, isUnsigned: true));
            Assert.False(Ed25519.Verify(ed25519, key.PublicKey, [1], signature));
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void A_key_in_a_second_encoding_is_refused(string implementation)
    {
        // With the neutral element as key, R = [S]B verifies any message: here S = 0, R neutral. Only its first encoding is a key.
        var ed25519 = Implementations.Get(implementation);
        var signature = new byte[64];
        signature[0] = 1;
        Assert.True(Ed25519.Verify(ed25519, Point("0100", "00"), [7], signature));
        Assert.False(Ed25519.Verify(ed25519, Point("0100", "80"), [7], signature)); // x is zero, and cannot be negative
        Assert.False(Ed25519.Verify(ed25519, Point("EEFF", "7F"), [7], signature)); // y = p + 1
        Assert.False(Ed25519.Verify(ed25519, Point("EEFF", "FF"), [7], signature));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Other_lengths_are_refused(string implementation)
    {
        var ed25519 = Implementations.Get(implementation);
        using var key = Ed25519Key.FromSeed(new byte[32], ed25519);
        var signature = key.Sign([]);
        Assert.True(Ed25519.Verify(ed25519, key.PublicKey, [], signature));
        Assert.False(Ed25519.Verify(ed25519, key.PublicKey, [], signature.AsSpan(0, 63)));
        Assert.False(Ed25519.Verify(ed25519, key.PublicKey, [], [.. signature, 0]));
        Assert.False(Ed25519.Verify(ed25519, key.PublicKey.AsSpan(0, 31), [], signature));
        Assert.False(Ed25519.Verify(ed25519, [], [], []));
    }

    [Fact]
    public void The_two_implementations_never_differ()
    {
        var (native, managed, random) = (Implementations.Get("OpenSSL"), Implementations.Get("managed"), new Random(13));
        for (var i = 0; i < 300; i++)
        {
            var (seed, message) = (random.Bytes(32), random.Bytes(random.Next(300)));
            using var one = Ed25519Key.FromSeed(seed, native);
            using var other = Ed25519Key.FromSeed(seed, managed);
            Assert.Equal(one.PublicKey, other.PublicKey);
            Assert.Equal(one.Sign(message), other.Sign(message));
            var (publicKey, signature) = Mutated(one.PublicKey, one.Sign(message), i, random);
            Assert.Equal(Ed25519.Verify(native, publicKey, message, signature), Ed25519.Verify(managed, publicKey, message, signature));
        }
    }

    [Fact]
    public void The_two_implementations_agree_on_points_of_small_order_and_their_neighbours()
    {
        var (native, managed) = (Implementations.Get("OpenSSL"), Implementations.Get("managed"));
        string[] starts = ["0000", "0100", "0200", "ECFF", "EDFF", "EEFF", "EFFF", "FFFF"];
        var points = starts.SelectMany(start => (byte[][])[Point(start, "00"), Point(start, "80"), Point(start, "7F"), Point(start, "FF")]).ToArray();
        foreach (var key in points)
        {
            foreach (var r in points)
            {
                byte[] signature = [.. r, .. new byte[32]];
                Assert.Equal(Ed25519.Verify(native, key, [3], signature), Ed25519.Verify(managed, key, [3], signature));
            }
        }
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

    [Fact]
    public void The_start_up_log_gets_words()
    {
        Assert.Equal(Ed25519.IsNative, Ed25519.Implementation.Contains("libcrypto.", StringComparison.Ordinal));
        Assert.Contains("not constant-time", new ManagedEd25519().Description, StringComparison.Ordinal);
    }

    private static byte[] Flipped(byte[] bytes, int bit)
    {
        var copy = (byte[])bytes.Clone();
        copy[bit / 8 % copy.Length] ^= (byte)(1 << (bit % 8));
        return copy;
    }

    private static (byte[] PublicKey, byte[] Signature) Mutated(byte[] publicKey, byte[] signature, int i, Random random) => (i % 6) switch
    {
        0 => (publicKey, signature),
        1 => (Flipped(publicKey, random.Next(256)), signature),
        2 => (publicKey, Flipped(signature, random.Next(512))),
        3 => (random.Bytes(32), signature),
        4 => (publicKey, random.Bytes(64)),
        _ => (publicKey, [.. signature[..32], .. new byte[32]]),
    };

    // 32 bytes: two first ones, a last one, and between them the byte that the second is.
    private static byte[] Point(string start, string end)
    {
        var first = Convert.FromHexString(start);
        return [.. first, .. Enumerable.Repeat(first[1], 29), .. Convert.FromHexString(end)];
    }
}
