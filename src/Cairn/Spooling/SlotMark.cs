namespace Cairn;

/// <summary>The last record of a slot that was closed in good order.</summary>
internal static class SlotMark
{
    public static void Append(SegmentFile segment, SlotFolder slot)
    {
        Span<byte> frame = stackalloc byte[Frame.Head];
        var sum = Frame.Write(frame, Frame.ClosedMark, "", Guid.Empty, 0, []);
        Frame.Finish(frame, sum, 0, new(slot.Sum, segment.Number, segment.Length));
        segment.Append(frame);
    }
}
