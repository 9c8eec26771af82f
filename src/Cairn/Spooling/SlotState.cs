namespace Cairn.Spooling;

/// <summary>What the last segment of a slot says about the slot.</summary>
/// <param name="Numbers">The last numbers given; <see langword="null"/> when some may be lost, and would be given again.</param>
/// <param name="IsEmpty">Nothing in the slot waits for the drain.</param>
/// <param name="LastSegment">The number of the last segment; 0 without one.</param>
internal sealed record SlotState(SpoolNumbers? Numbers, bool IsEmpty, long LastSegment)
{
    /// <summary>Reads a slot that is ours by its lock.</summary>
    /// <exception cref="IOException">It cannot be read, or another cairn wrote it in a form of its own: it is left as it is.</exception>
    public static SlotState Read(SlotFolder slot, Guid boot)
    {
        var segments = slot.Segments();
        if (segments.Count == 0)
        {
            return new(null, true, 0);
        }

        RefuseOtherForms(segments);
        var (path, number) = segments[^1];
        using var file = SegmentFile.Existing(path, number);
        var walk = new SegmentWalk(file, slot.Sum, new SegmentWindow());
        walk.ReadHeader(file.Length);
        var numbers = walk.Header?.Numbers;
        var (isWhole, isClosed, isEmpty) = (walk.Header is not null, false, segments.Count == 1 && file.Length > 0);
        for (var step = walk.Next(file.Length); step.Kind != StepKind.End; step = walk.Next(file.Length))
        {
            isWhole &= step.Kind == StepKind.Record;
            isClosed = isWhole && IsMark(walk, step, numbers);
            isEmpty &= isClosed;
        }

        // What a process wrote survives it, and is lost with the machine unless it was synced: then the newest numbers may be
        // missing here and be in the log.
        var survived = isClosed || (boot != Guid.Empty && walk.Header?.Boot == boot);
        return new(isWhole && survived ? numbers : null, isEmpty, number);
    }

    // What cannot be read for its form is no damage: set aside piece by piece, it would be lost for the cairn that can.
    private static void RefuseOtherForms(IEnumerable<(string Path, long Number)> segments)
    {
        foreach (var (path, number) in segments)
        {
            using var file = SegmentFile.Existing(path, number);
            if (SegmentHeader.OtherForm(new SegmentWindow().At(file, 0, 64, file.Length)) is { } words)
            {
                throw new IOException($"{path}: {words}");
            }
        }
    }

    private static bool IsMark(SegmentWalk walk, SegmentStep step, SpoolNumbers? numbers)
    {
        var frame = walk.Read(step);
        if (frame.Number > 0)
        {
            numbers?.Take(System.Text.Encoding.Latin1.GetString(frame.Tenant), frame.Number);
        }

        return frame.Kind == Frame.ClosedMark;
    }
}
