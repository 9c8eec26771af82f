using System.Text;
using Cairn.Primitives;

namespace Cairn.Spooling;

/// <summary>Where a record stands. Its checksum covers this too: a record copied elsewhere is none.</summary>
/// <param name="Producer">Checksum of the producer's name.</param>
/// <param name="Segment">The segment's number.</param>
/// <param name="Offset">Where in the segment.</param>
internal readonly record struct FramePlace(uint Producer, long Segment, long Offset)
{
    public static uint OfProducer(string producer) => Crc32C.Of(Encoding.ASCII.GetBytes(producer));

    public uint AddTo(uint crc) => Crc32C.Of(Offset, Crc32C.Of(Segment, Crc32C.Of(Producer, crc)));
}
