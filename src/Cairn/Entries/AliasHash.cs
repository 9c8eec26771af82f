using System.Buffers.Binary;

namespace Cairn.Entries;

/// <summary>The first 16 bytes of a keyed hash: what the store holds of a name, an e-mail address or a phone number.</summary>
internal readonly record struct AliasHash(UInt128 Value)
{
    public const int Size = 16;

    public static AliasHash Of(ReadOnlySpan<byte> hash) => new(BinaryPrimitives.ReadUInt128BigEndian(hash));

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return bytes;
    }
}
