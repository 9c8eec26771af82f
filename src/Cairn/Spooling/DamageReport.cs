namespace Cairn.Spooling;

/// <summary>What becomes of damage: its bytes are set aside, and the numbers lost with it are told. Touched only by the drain.</summary>
internal sealed class DamageReport(SpoolQuarantine quarantine, SpoolLog log)
{
    private readonly Queue<SpoolLoss> losses = [];

    public void SetAside(SpoolSegment segment, SegmentStep step)
    {
        segment.IsDamaged = true;
        if (segment.File.Header is not null)
        {
            log.Meddled(
                segment.File.Path, "the events in the part that was changed or cut are lost, and their numbers are told to the log");
        }

        log.Damaged(segment.Slot.Path, segment.File.Number, step.Offset, step.Length, step.Reason);
        if (!Put(segment, step))
        {
            segment.Unsettled.Add(step);
        }
    }

    /// <summary>Whether all damage found in it is set aside by now.</summary>
    public bool IsSettled(SpoolSegment segment)
    {
        segment.Unsettled.RemoveAll(step => Put(segment, step));
        return segment.Unsettled.Count == 0;
    }

    /// <summary>Tells the numbers that went with damaged records, once all of a segment was read.</summary>
    public void Find(SpoolSegment segment, SegmentHeader? next)
    {
        if (!segment.IsDamaged)
        {
            return;
        }

        segment.Lost.SeeNext(next);
        foreach (var (tenant, ranges) in segment.Lost.Ranges)
        {
            losses.Enqueue(new(segment.Slot.Producer, tenant, ranges, new(segment, 0, segment.Hand(segment.Walk.Header?.Created ?? 0))));
        }
    }

    public bool TryTake(out SpoolLoss? loss) => losses.TryDequeue(out loss);

    private bool Put(SpoolSegment segment, SegmentStep step)
    {
        try
        {
            var bytes = new byte[step.Length];
            var read = bytes.AsSpan(0, segment.File.ReadAll(step.Offset, bytes));
            return quarantine.Put(segment, step, read.TrimEnd((byte)0)); // Of what was cut off zeros are left.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Failed($"read {segment.File.Path}", e.Message);
            return false;
        }
    }
}
