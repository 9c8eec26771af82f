namespace Cairn.Spooling;

/// <summary>What a walk through a segment comes upon.</summary>
internal enum StepKind
{
    /// <summary>There is nothing more (yet).</summary>
    End,

    /// <summary>A whole record.</summary>
    Record,

    /// <summary>Bytes that are no record.</summary>
    Damage,

    /// <summary>The beginning of a record whose writer died in the middle of it.</summary>
    TornTail,
}

/// <summary>One step of a walk: so many bytes from an offset on, and what they are.</summary>
internal readonly record struct SegmentStep(StepKind Kind, long Offset, int Length, string Reason = "");

/// <summary>Walks a segment record by record; where something is not one, it goes on at the next that is.</summary>
/// <param name="file">The segment.</param>
/// <param name="producer">The producer's part in the checksums.</param>
/// <param name="window">What it is read through.</param>
internal sealed class SegmentWalk(SegmentFile file, uint producer, SegmentWindow window)
{
    // More than the largest record: damage is set aside in pieces.
    private const int LongestDamage = 4 << 20;

    /// <summary>The next byte.</summary>
    public long At { get; private set; }

    /// <summary>The header; <see langword="null"/> before <see cref="ReadHeader"/>, or when it is damaged.</summary>
    public SegmentHeader? Header { get; private set; }

    /// <summary>Where the first record is, or should be.</summary>
    public int HeaderLength { get; private set; }

    /// <summary>Reads the header and stops behind it; damaged, it is part of the damage the next step tells of.</summary>
    public void ReadHeader(long limit)
    {
        if (file.Header is { } own)
        {
            (Header, At, HeaderLength) = (own, own.Size, own.Size); // Known, whatever became of the file since.
            return;
        }

        var length = SegmentHeader.LengthOf(window.At(file, 0, 64, limit));
        if (length > 0 && length <= limit)
        {
            Header = SegmentHeader.TryRead(window.At(file, 0, length, limit)[..length], Place(0));
            At = HeaderLength = Header is null ? 0 : length;
        }
    }

    /// <summary>The next step, up to a limit that is the end of a record where the segment is still written to.</summary>
    public SegmentStep Next(long limit)
    {
        if (At >= limit)
        {
            return new(StepKind.End, At, 0);
        }

        var length = RecordAt(At, limit);
        return length > 0 ? Step(StepKind.Record, length) : Damage(limit);
    }

    /// <summary>When the next record was written; <see langword="null"/> where none is next.</summary>
    public long? Peek(long limit)
    {
        var length = At < limit ? RecordAt(At, limit) : 0;
        return length > 0 ? Read(new(StepKind.Record, At, length)).Time : null;
    }

    /// <summary>The record of the last step.</summary>
    public Frame Read(SegmentStep step)
    {
        _ = Frame.TryRead(
            window.At(file, step.Offset, step.Length, step.Offset + step.Length)[..step.Length], Place(step.Offset), out var frame);
        return frame;
    }

    public FramePlace Place(long offset) => new(producer, file.Number, offset);

    private SegmentStep Damage(long limit)
    {
        var next = NextRecord(At + 1, limit);
        if (next < 0 && file.Header is null && IsTorn(limit))
        {
            return Step(StepKind.TornTail, (int)(limit - At));
        }

        var length = Math.Min((next < 0 ? limit : next) - At, LongestDamage);
        var isBeginning = At == 0;
        return Step(StepKind.Damage, (int)length) with
        {
            Reason = isBeginning ? "the segment's beginning was changed or cut" : "these bytes are no record: they were changed or cut"
        };
    }

    private SegmentStep Step(StepKind kind, int length)
    {
        var step = new SegmentStep(kind, At, length);
        At += length;
        return step;
    }

    /// <summary>The length of the record at an offset; zero where there is none.</summary>
    private int RecordAt(long offset, long limit)
    {
        var length = Frame.LengthOf(window.At(file, offset, Frame.Head, limit));
        if (length == 0 || offset + length > limit)
        {
            return 0;
        }

        var bytes = window.At(file, offset, length, limit);
        return bytes.Length >= length && Frame.TryRead(bytes[..length], Place(offset), out _) ? length : 0;
    }

    private long NextRecord(long from, long limit)
    {
        for (var at = from; at + Frame.Head <= limit;)
        {
            var bytes = window.At(file, at, Frame.Head, limit);
            if (bytes.Length < Frame.Head)
            {
                return -1; // The file is shorter than it was.
            }

            var found = bytes.IndexOf(Frame.Magic);
            if (found < 0)
            {
                at += bytes.Length - (Frame.Magic.Length - 1);
            }
            else if (RecordAt(at + found, limit) > 0)
            {
                return at + found;
            }
            else
            {
                at += found + 1;
            }
        }

        return -1;
    }

    /// <summary>
    /// Whether what is left is a record that was written in part: a write that was cut short, or a copy whose first bytes never came.
    /// </summary>
    private bool IsTorn(long limit)
    {
        var bytes = window.At(file, At, Frame.Head, limit);
        var first = bytes[..Math.Min(bytes.Length, sizeof(ulong))];
        var magic = Frame.Magic[..Math.Min(bytes.Length, Frame.Magic.Length)];
        return Header is not null
            && (!first.ContainsAnyExcept((byte)0)
                || (bytes.StartsWith(magic) && (bytes.Length < Frame.Head || Frame.LengthOf(bytes) > limit - At)));
    }
}
