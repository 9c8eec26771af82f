using System.Buffers;
using System.Runtime.InteropServices;

namespace Cairn.Merkle;

/// <summary>A SHA-256 hash: 32 bytes held inline, compared by value.</summary>
public readonly struct Hash : IEquatable<Hash>
{
    /// <summary>The length of a hash in bytes.</summary>
    public const int Size = 32;

    // The length of a hash in canonical base64, padding included.
    private const int TextLength = 44;

    // Leaves up to this many bytes are hashed from the stack, longer ones from a pooled copy.
    private const int OnStack = 1024;

    // The bytes in memory order, whichever way the machine reads its numbers: they are only copied and compared.
    private readonly ulong _a, _b, _c, _d;

    /// <summary>Copies 32 bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not 32 bytes long.</exception>
    public Hash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"A hash is {Size} bytes, not {bytes.Length}.", nameof(bytes));
        }

        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        (_a, _b, _c, _d) = (words[0], words[1], words[2], words[3]);
    }

    /// <summary>SHA-256 of nothing: the root of the empty tree (RFC 6962 §2.1).</summary>
    public static Hash Empty { get; } = OfData([]);

    /// <summary>The hash of one entry as a leaf (RFC 6962 §2.1). Allocates nothing for entries up to 1 kB.</summary>
    public static Hash OfLeaf(ReadOnlySpan<byte> leaf)
    {
        var length = checked(leaf.Length + 1);
        var pooled = length > OnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        var bytes = pooled is null ? stackalloc byte[OnStack] : pooled;
        // SHA-256(0x00 ‖ leaf), RFC 6962 §2.1: the prefix keeps an entry from posing as a node.
        bytes[0] = 0x00;
        leaf.CopyTo(bytes[1..]);
        var hash = OfData(bytes[..length]);
        if (pooled is not null)
        {
            // Cleared, because entries may hold personal data and the pool outlives them.
            ArrayPool<byte>.Shared.Return(pooled, clearArray: true);
        }

        return hash;
    }

    /// <summary>The hash of a node over its two children (RFC 6962 §2.1).</summary>
    public static Hash OfNode(Hash left, Hash right)
    {
        // SHA-256(0x01 ‖ left ‖ right), RFC 6962 §2.1.
        Span<byte> bytes = stackalloc byte[1 + (2 * Size)];
        bytes[0] = 0x01;
        left.CopyTo(bytes[1..]);
        right.CopyTo(bytes[(1 + Size)..]);
        return OfData(bytes);
    }

    /// <summary>Plain SHA-256, without a prefix. Not for leaves or nodes of a tree.</summary>
    public static Hash OfData(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[Size];
        Sha256.HashData(data, hash);
        return new Hash(hash);
    }

    /// <summary>Reads canonical base64: 44 characters of the standard alphabet, no space, no stray bits.</summary>
    /// <returns>Whether <paramref name="text"/> is exactly what <see cref="ToString"/> writes for some hash.</returns>
    public static bool TryParse(string text, out Hash hash) => TryParse(text.AsSpan(), out hash);

    internal static bool TryParse(ReadOnlySpan<char> text, out Hash hash)
    {
        hash = default;
        if (text.Length != TextLength || !CanonicalBase64.TryDecode(text, out var bytes) || bytes.Length != Size)
        {
            return false;
        }

        hash = new Hash(bytes);
        return true;
    }

    /// <summary>Writes the 32 bytes at the start of <paramref name="destination"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="destination"/> is shorter than 32 bytes.</exception>
    public void CopyTo(Span<byte> destination) => MemoryMarshal.Write(destination, this);

    /// <summary>A new array of the 32 bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Standard base64, 44 characters.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Convert.ToBase64String(bytes);
    }

    /// <inheritdoc/>
    public bool Equals(Hash other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Hash other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_a, _b, _c, _d);

    /// <summary>Whether the 32 bytes are the same.</summary>
    public static bool operator ==(Hash left, Hash right) => left.Equals(right);

    /// <summary>Whether any of the 32 bytes differ.</summary>
    public static bool operator !=(Hash left, Hash right) => !left.Equals(right);
}
