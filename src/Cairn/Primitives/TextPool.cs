using System.Buffers.Binary;
using System.Text;

namespace Cairn.Primitives;

/// <summary>
/// The last short texts that were read: entries say the same few words over and over, and need no new string each time. Used
/// by one thread at a time.
/// </summary>
internal sealed class TextPool
{
    private const int Longest = 64;
    private const int Places = 512;

    private readonly string?[] pool = new string?[Places];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > Longest)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        // What is not ASCII equals no text here, and is made anew each time.
        ref var place = ref pool[PlaceOf(utf8)];
        if (place is null || !Ascii.Equals(utf8, place))
        {
            place = Encoding.UTF8.GetString(utf8);
        }

        return place;
    }

    // By their ends, which is where ids and actions differ. 2^64 over the golden ratio spreads them (Knuth, multiplicative hashing).
    private static int PlaceOf(ReadOnlySpan<byte> text)
    {
        var end = text.Length >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(text[^sizeof(ulong)..]) : Short(text);
        return (int)(((end + (uint)text.Length) * 0x9E3779B97F4A7C15) >> 55);
    }

    private static ulong Short(ReadOnlySpan<byte> text)
    {
        var bytes = 0UL;
        foreach (var b in text)
        {
            bytes = (bytes << 8) | b;
        }

        return bytes;
    }
}
