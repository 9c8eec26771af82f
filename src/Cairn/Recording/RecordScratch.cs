using System.Buffers.Binary;
using Cairn.Primitives;

namespace Cairn.Recording;

/// <summary>What a calling thread needs to record, made once for it.</summary>
internal sealed class RecordScratch(RandomFill random)
{
    // What one huge event needed is not kept for every thread that ever recorded one.
    private const int Kept = 64 << 10;

    private readonly RandomPool pool = new(random, 1024);
    private Utf8Buffer json = new(2048);

    /// <summary>An empty buffer.</summary>
    public Utf8Buffer Json
    {
        get
        {
            if (json.Capacity > Kept)
            {
                json = new(2048);
            }

            json.Clear();
            return json;
        }
    }

    /// <summary>A UUID of version 7 (RFC 9562, method 3): milliseconds, then their fraction in 12 bits, then 62 random ones.</summary>
    public Guid NewId(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        var ticks = Math.Max(0, now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks);
        var (milliseconds, rest) = Math.DivRem(ticks, TimeSpan.TicksPerMillisecond);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (milliseconds << 16) | 0x7000 | (rest * 4096 / TimeSpan.TicksPerMillisecond));
        pool.Fill(bytes[8..]);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
