namespace Cairn.Spooling;

/// <summary>The last record of a slot that was closed in good order.</summary>
internal static class SlotMark
{
    /// <summary>When it returns, the mark and all before it in the segment survive the machine.</summary>
    public static void Append(SegmentFile segment, SlotFolder slot)
    {
        var words = "closed in good order"u8; // No record ends in a zero.
        Span<byte> frame = stackalloc byte[Frame.Head + words.Length];
        var sum = Frame.Write(frame, Frame.ClosedMark, "", Guid.Empty, 0, words);
        Frame.Finish(frame, sum, 0, new(slot.Sum, segment.Number, segment.Length));
        segment.Append(frame);
        segment.Seal();
        segment.TrySync();
    }
}
