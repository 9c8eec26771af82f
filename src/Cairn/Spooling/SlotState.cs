namespace Cairn.Spooling;

/// <summary>What is in a slot.</summary>
/// <param name="Numbers">The last numbers given; <see langword="null"/> when some may be lost, and would be given again.</param>
/// <param name="IsEmpty">Nothing in the slot waits for the drain.</param>
/// <param name="LastSegment">The number of the last segment; 0 without one.</param>
internal sealed record SlotState(SpoolNumbers? Numbers, bool IsEmpty, long LastSegment)
{
    /// <summary>The segments that can be read, open, the oldest first.</summary>
    public IReadOnlyList<SegmentFile> Files { get; init; } = [];

    /// <summary>The segments that cannot be read now.</summary>
    public IReadOnlyList<UnreadSegment> Unread { get; init; } = [];

    /// <summary>Reads a slot that is ours by its lock. A segment that cannot be read does not hold up the others.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">As above.</exception>
    public static SlotState Read(SlotFolder slot, Guid boot)
    {
        var segments = slot.Segments();
        var (files, unread) = (new List<SegmentFile>(), new List<UnreadSegment>());
        foreach (var (path, number) in segments)
        {
            var segment = new UnreadSegment(path, number);
            if (segment.TryOpen() is { } file)
            {
                files.Add(file);
            }
            else
            {
                unread.Add(segment);
            }
        }

        var state = segments.Count == 0 ? new SlotState(null, true, 0)
            : unread.Exists(u => u.Number == segments[^1].Number) ? new SlotState(null, false, segments[^1].Number)
            : Read(slot, files[^1], isOnly: segments.Count == 1, boot);
        return state with { Files = files, Unread = unread, IsEmpty = state.IsEmpty && unread.Count == 0 };
    }

    /// <summary>Lets go of the files.</summary>
    public void Close()
    {
        foreach (var file in Files)
        {
            file.Dispose();
        }
    }

    private static SlotState Read(SlotFolder slot, SegmentFile last, bool isOnly, Guid boot)
    {
        var walk = new SegmentWalk(last, slot.Sum, new SegmentWindow());
        walk.ReadHeader(last.Length);
        var numbers = walk.Header?.Numbers;
        var (isWhole, isClosed, isEmpty) = (walk.Header is not null, false, isOnly && last.Length > 0);
        for (var step = walk.Next(last.Length); step.Kind != StepKind.End; step = walk.Next(last.Length))
        {
            isWhole &= step.Kind == StepKind.Record;
            isClosed = isWhole && IsMark(walk, step, numbers);
            isEmpty &= isClosed;
        }

        // What a process wrote survives it, and is lost with the machine unless it was synced: then the newest numbers may be
        // missing here and be in the log.
        var survived = isClosed || (boot != Guid.Empty && walk.Header?.Boot == boot);
        return new(isWhole && survived ? numbers : null, isEmpty, last.Number);
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

/// <summary>A segment that was not opened yet.</summary>
internal sealed class UnreadSegment(string path, long number)
{
    public string Path => path;

    public long Number => number;

    /// <summary>Why it could not be opened last.</summary>
    public string Why { get; private set; } = "";

    /// <summary>Opens it; <see langword="null"/> where it cannot be read now.</summary>
    public SegmentFile? TryOpen()
    {
        SegmentFile? file = null;
        try
        {
            file = SegmentFile.Existing(path, number);

            // What cannot be read for its form is no damage: set aside piece by piece, it would be lost for the cairn that can.
            if (SegmentHeader.OtherForm(new SegmentWindow().At(file, 0, 64, file.Length)) is { } words)
            {
                throw new IOException(words);
            }

            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            Why = e.Message;
            return null;
        }
    }
}
