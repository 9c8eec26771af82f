using System.Security.Cryptography;

namespace Cairn.Primitives;

/// <summary>
/// Random bytes drawn a page at a time: asking the system for each salt costs as much as the hash of what it salts. Used by one thread.
/// </summary>
/// <param name="source">Where they come from.</param>
/// <param name="size">How many are drawn at once.</param>
internal sealed class RandomPool(RandomFill source, int size)
{
    private readonly byte[] pool = new byte[size];
    private int used = size;

    public void Fill(Span<byte> bytes)
    {
        if (used + bytes.Length > pool.Length)
        {
            source(pool);
            used = 0;
        }

        pool.AsSpan(used, bytes.Length).CopyTo(bytes);
        // A salt that was erased is not left lying about in memory either.
        CryptographicOperations.ZeroMemory(pool.AsSpan(used, bytes.Length));
        used += bytes.Length;
    }
}
