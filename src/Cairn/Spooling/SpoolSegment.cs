namespace Cairn.Spooling;

/// <summary>A segment as the drain sees it: what was handed out of it, and what of that is done. Touched only by the drain.</summary>
internal sealed class SpoolSegment(SlotFolder slot, SegmentFile file, SegmentWindow window)
{
    private const long Finished = -1;

    // When each thing handed out was written; Finished once it is done.
    private readonly List<long> handed = [];
    private LostNumbers? lost;
    private int undone;
    private int oldest;

    public SlotFolder Slot { get; } = slot;

    public SegmentFile File { get; } = file;

    public SegmentWalk Walk { get; } = new(file, slot.Sum, window);

    /// <summary>Everything in it was handed out, and nothing will be added.</summary>
    public bool IsScanned { get; set; }

    /// <summary>Records were lost in it, or may have been.</summary>
    public bool IsDamaged { get; set; }

    /// <summary>It could not be read a moment ago.</summary>
    public bool IsStuck { get; set; }

    /// <summary>Whether all that was handed out so far is done.</summary>
    public bool IsIdle => undone == 0;

    /// <summary>Whether nothing of it is needed any more, but what is to be set aside.</summary>
    public bool IsOver => IsScanned && IsIdle;

    /// <summary>Whether it holds anything but its header.</summary>
    public bool HasRecords => File.Length > Walk.HeaderLength;

    /// <summary>Damage that could not be set aside yet.</summary>
    public List<SegmentStep> Unsettled { get; } = [];

    /// <summary>The numbers of the records read so far, and the gaps between them.</summary>
    public LostNumbers Lost => lost ??= new(Walk.Header?.Numbers);

    /// <summary>Whether there is something to read that was not handed out yet.</summary>
    public bool HasUnread()
    {
        if (IsScanned || IsStuck)
        {
            return false;
        }

        try
        {
            Begin();
            return Walk.At < File.Length;
        }
        catch (IOException)
        {
            return true; // Reading it says what is wrong.
        }
    }

    /// <summary>Reads the header, the first time.</summary>
    public void Begin()
    {
        if (Walk.At == 0)
        {
            Walk.ReadHeader(File.Length);
        }
    }

    /// <summary>When the next record was written that was not handed out yet.</summary>
    public long? NextWritten()
    {
        try
        {
            Begin();
            return IsScanned ? null : Walk.Peek(File.Length);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Hands something out; the answer names it.</summary>
    public int Hand(long written)
    {
        handed.Add(written);
        undone++;
        return handed.Count - 1;
    }

    /// <summary>What was handed out is done; told twice, it is done once.</summary>
    public void Done(int ordinal)
    {
        if (handed[ordinal] != Finished)
        {
            handed[ordinal] = Finished;
            undone--;
        }
    }

    /// <summary>When the oldest undone record was written.</summary>
    public long? Oldest
    {
        get
        {
            while (oldest < handed.Count && handed[oldest] == Finished)
            {
                oldest++;
            }

            return oldest < handed.Count ? handed[oldest] : null;
        }
    }
}
