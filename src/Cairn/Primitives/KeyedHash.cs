using System.Security.Cryptography;
using Cairn.Merkle;

namespace Cairn.Primitives;

/// <summary>
/// HMAC-SHA256 (RFC 2104), by the hash that the tree is made with: .NET's own makes contexts for each, which takes several times what
/// hashing a short text does.
/// </summary>
internal static class KeyedHash
{
    /// <summary>Bytes that a message keeps free before it: SHA-256 takes in so many at a time, and the key is the first of them.</summary>
    public const int Room = 64;

    /// <summary>Of what stands behind the first <see cref="Room"/> bytes, which are overwritten.</summary>
    /// <exception cref="ArgumentException">The key is longer than the room for it.</exception>
    public static Hash Of(ReadOnlySpan<byte> key, Span<byte> message)
    {
        Span<byte> outer = stackalloc byte[Room + Hash.Size];
        Pad(key, 0x36, message);
        Pad(key, 0x5C, outer);
        Hash.OfData(message).CopyTo(outer[Room..]);
        var hash = Hash.OfData(outer);
        CryptographicOperations.ZeroMemory(outer);
        message[..Room].Clear(); // The key's bits are in it.
        return hash;
    }

    private static void Pad(ReadOnlySpan<byte> key, byte with, Span<byte> message)
    {
        if (key.Length > Room)
        {
            throw new ArgumentException($"A key has at most {Room} bytes.", nameof(key));
        }

        message[..Room].Fill(with);
        for (var i = 0; i < key.Length; i++)
        {
            message[i] ^= key[i];
        }
    }
}
