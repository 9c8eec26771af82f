namespace Cairn.Spooling;

/// <summary>A view of a segment that moves along it: large reads, few of them. Used by one thread.</summary>
internal sealed class SegmentWindow
{
    private const int Usual = 256 << 10;

    private byte[] bytes = new byte[Usual];
    private SegmentFile? file;
    private long start;
    private int count;

    /// <summary>The bytes from an offset on: at least so many, unless the limit comes first.</summary>
    public ReadOnlySpan<byte> At(SegmentFile segment, long offset, int least, long limit)
    {
        least = (int)Math.Min(least, limit - offset);
        if (file != segment || offset < start || offset + least > start + count)
        {
            Load(segment, offset, least, limit);
        }

        var from = (int)(offset - start);
        return bytes.AsSpan(from, (int)Math.Min(count - from, limit - offset));
    }

    private void Load(SegmentFile segment, long offset, int least, long limit)
    {
        if (least > bytes.Length)
        {
            bytes = new byte[least];
        }
        else if (bytes.Length > Usual && least <= Usual)
        {
            bytes = new byte[Usual]; // A huge event has passed.
        }

        (file, start, count) = (segment, offset, 0);
        count = segment.ReadAll(offset, bytes.AsSpan(0, (int)Math.Min(bytes.Length, limit - offset)));
    }
}
