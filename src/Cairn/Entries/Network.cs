using System.Buffers.Binary;
using System.Net;
using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>The network an address belongs to: its first 3 bytes (IPv4, and IPv6 that maps IPv4), or its first 8 (other IPv6).</summary>
internal readonly record struct Network
{
    private readonly ulong bytes;
    private readonly int length;

    private Network(ulong bytes, int length) => (this.bytes, this.length) = (bytes, length);

    /// <summary>
    /// The network of an address in one of its usual spellings, with or without a zone; <see langword="null"/>: the text is none.
    /// </summary>
    public static Network? Of(string? text) => text is not null && IpText.Parse(text) is { } address ? Of(address) : null;

    public static Network Of(IPAddress address)
    {
        Span<byte> all = stackalloc byte[16];
        (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).TryWriteBytes(all, out var length);
        var first = BinaryPrimitives.ReadUInt64BigEndian(all);
        return length == 4 ? new(first & 0xFFFFFF00_00000000, 3) : new(first, 8);
    }

    /// <summary>What the store finds it by: the first 8 bytes of HMAC-SHA256(look-up key, <c>network</c> ‖ 0x00 ‖ its bytes).</summary>
    public long Hash(LogKey key)
    {
        Span<byte> input = stackalloc byte[KeyedHash.Room + 16];
        "network\0"u8.CopyTo(input[KeyedHash.Room..]);
        BinaryPrimitives.WriteUInt64BigEndian(input[(KeyedHash.Room + 8)..], bytes);
        Span<byte> hash = stackalloc byte[Merkle.Hash.Size];
        KeyedHash.Of(key.Bytes, input[..(KeyedHash.Room + 8 + length)]).CopyTo(hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }
}
