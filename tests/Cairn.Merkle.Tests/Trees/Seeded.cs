namespace Cairn.Merkle.Tests;

/// <summary>Random values of which each run makes the same.</summary>
public static class Seeded
{
    public static byte[] Bytes(this Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    public static Hash Hash(this Random random) => new(random.Bytes(Merkle.Hash.Size));

    public static Hash WithOneBitFlipped(this Random random, Hash hash)
    {
        var bytes = hash.ToArray();
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return new Hash(bytes);
    }
}
