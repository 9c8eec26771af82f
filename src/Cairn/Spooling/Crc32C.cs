using System.Buffers.Binary;
using System.Numerics;

namespace Cairn;

/// <summary>CRC-32C, begun at zero and not inverted: it finds accidents. What finds intent is the log.</summary>
internal static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> bytes, uint crc = 0)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return crc;
    }

    public static uint Of(long number, uint crc) => BitOperations.Crc32C(crc, (ulong)number);
}
