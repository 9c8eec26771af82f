using System.Text;
using Cairn.Files;
using Cairn.Primitives;

namespace Cairn.Spooling;

/// <summary>
/// Reads the records of one slot in the order they were written, and lets its segments go when all in them is done.
/// Touched only by the drain.
/// </summary>
internal sealed class SlotReader
{
    private readonly SpoolSize size;
    private readonly DamageReport damage;
    private readonly SpoolLog log;
    private readonly Dictionary<string, string> tenants = new(StringComparer.Ordinal);
    private readonly SegmentWindow window = new();
    private readonly List<SpoolSegment> segments = [];

    /// <param name="slot">The slot.</param>
    /// <param name="files">What is in it already.</param>
    /// <param name="size">What all slots hold together.</param>
    /// <param name="damage">Where what is no record goes.</param>
    /// <param name="log">Where failures are told.</param>
    public SlotReader(SlotFolder slot, IEnumerable<SegmentFile> files, SpoolSize size, DamageReport damage, SpoolLog log)
    {
        (Slot, this.size, this.damage, this.log) = (slot, size, damage, log);
        foreach (var file in files)
        {
            size.Add(file.Length);
            Add(file);
        }
    }

    public SlotFolder Slot { get; }

    /// <summary>Nothing will be added to the last segment either.</summary>
    public bool IsOver { get; set; }

    /// <summary>Whether all was handed out and done.</summary>
    public bool IsDrained => segments.TrueForAll(s => s.IsIdle && !s.IsStuck && !s.HasUnread());

    /// <summary>The segment that is written to, or was last.</summary>
    public SpoolSegment? Last => segments.Count == 0 ? null : segments[^1];

    /// <summary>When the oldest record was written that is not done.</summary>
    public long? Oldest => segments.Select(s => s.Oldest ?? s.NextWritten()).FirstOrDefault(time => time is not null);

    /// <summary>Adds a segment behind those that are older.</summary>
    public void Add(SegmentFile file)
    {
        var segment = new SpoolSegment(Slot, file, window);
        segments.Insert(segments.FindLastIndex(s => s.File.Number < file.Number) + 1, segment);
    }

    /// <summary>The same for one that could not be read before.</summary>
    public void AddLate(SegmentFile file)
    {
        size.Add(file.Length);
        Add(file);
    }

    public bool HasUnread() => segments.Exists(s => s.HasUnread());

    /// <summary>Puts what somebody deleted, moved or replaced back into its place, so that the next process finds it.</summary>
    /// <param name="quarantine">Where what lies in its place now goes.</param>
    /// <param name="isLive">The last segment is appended to: the writer looks after it.</param>
    public void Restore(SpoolQuarantine quarantine, bool isLive)
    {
        for (var i = 0; i < segments.Count - (isLive ? 1 : 0); i++)
        {
            if (!segments[i].IsOver && !segments[i].File.IsThere)
            {
                Restore(segments[i].File, quarantine);
            }
        }
    }

    /// <summary>What could not be read is tried again.</summary>
    public void Unstick() => segments.ForEach(s => s.IsStuck = false);

    /// <summary>Adds the next records, until there are so many.</summary>
    public void Scan(List<SpoolRecord> into, int most)
    {
        for (var i = 0; i < segments.Count && into.Count < most; i++)
        {
            if (segments[i] is { IsScanned: false, IsStuck: false })
            {
                TryScan(segments[i], isLast: i == segments.Count - 1, into, most);
            }
        }

        Sweep();
    }

    /// <summary>Deletes the segments nobody needs any more; the last one stays, for its numbers.</summary>
    public void Sweep()
    {
        for (var i = segments.Count - 2; i >= 0; i--)
        {
            var segment = segments[i];
            if (segment is { IsScanned: false, IsStuck: false } && !segment.HasUnread())
            {
                Finish(segment, isLast: false);
            }

            if (segment.IsOver && damage.IsSettled(segment))
            {
                Delete(segment);
            }
        }
    }

    /// <summary>When the slot is over and all in it is done, lets go of its files.</summary>
    public bool TryClose()
    {
        if (!IsOver || !segments.TrueForAll(s => s.IsOver && damage.IsSettled(s)))
        {
            return false;
        }

        Close();
        return true;
    }

    /// <summary>Forces what is in it to the disk.</summary>
    public void Sync() => segments.ForEach(s => s.File.TrySync());

    /// <summary>Lets go of all files; what is in them stays.</summary>
    public void Close()
    {
        foreach (var segment in segments)
        {
            size.Add(-segment.File.Length);
            segment.File.Dispose();
        }

        segments.Clear();
    }

    private void Restore(SegmentFile file, SpoolQuarantine quarantine)
    {
        try
        {
            if (PrivateFile.IsTaken(file.Path))
            {
                quarantine.Take(file.Path, Slot.Producer, "it lay in the place of a segment that was in use");
            }

            file.Restore();
            log.Meddled(file.Path, "what was in it is read from the file that is still open, and was written back");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Failed($"write {file.Path} again, which was deleted or replaced while it was in use", e.Message);
        }
    }

    private void TryScan(SpoolSegment segment, bool isLast, List<SpoolRecord> into, int most)
    {
        try
        {
            Scan(segment, isLast, into, most);
        }
        catch (IOException e)
        {
            segment.IsStuck = true;
            log.Failed($"read {segment.File.Path}", e.Message);
        }
    }

    private void Scan(SpoolSegment segment, bool isLast, List<SpoolRecord> into, int most)
    {
        // A successor is told of after the last byte was written: seen first, the length is final.
        var limit = segment.File.Length;
        segment.Begin();
        while (into.Count < most)
        {
            var step = segment.Walk.Next(limit);
            if (step.Kind == StepKind.End || (step.Kind == StepKind.TornTail && isLast))
            {
                Finish(segment, isLast);
                return;
            }

            Take(segment, step, into);
        }
    }

    private void Finish(SpoolSegment segment, bool isLast)
    {
        if (!isLast || IsOver)
        {
            segment.IsScanned = true;
            damage.Find(segment, Next(segment));
        }
    }

    private void Take(SpoolSegment segment, SegmentStep step, List<SpoolRecord> into)
    {
        if (step.Kind != StepKind.Record)
        {
            damage.SetAside(segment, step);
            return;
        }

        var frame = segment.Walk.Read(step);
        if (frame.Nonsense() is { } reason)
        {
            damage.SetAside(segment, step with { Reason = reason });
        }
        else if (frame.Kind != Frame.ClosedMark)
        {
            var tenant = Tenant(frame.Tenant);
            if (frame.Number > 0)
            {
                segment.Lost.See(tenant, frame.Number);
            }

            into.Add(new(
                Slot.Producer, frame.Number, tenant, (SpoolKind)frame.Kind, frame.Id, new(frame.Time, TimeSpan.Zero), frame.Json.Length,
                new(segment, step.Offset, segment.Hand(frame.Time))));
        }
    }

    private SegmentHeader? Next(SpoolSegment segment)
    {
        var next = segments.ElementAtOrDefault(segments.IndexOf(segment) + 1);
        next?.Begin();
        return next?.Walk.Header;
    }

    private void Delete(SpoolSegment segment)
    {
        try
        {
            segment.File.Delete();
            Forget(segment);
        }
        catch (DirectoryNotFoundException)
        {
            Forget(segment);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Failed($"delete {segment.File.Path}", e.Message);
        }
    }

    private void Forget(SpoolSegment segment)
    {
        size.Add(-segment.File.Length);
        segments.Remove(segment);
    }

    private string Tenant(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[EventLimits.Tenant];
        text = text[..Encoding.ASCII.GetChars(name, text)];
        var known = tenants.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!known.TryGetValue(text, out var tenant))
        {
            tenants.Add(tenant = text.ToString(), tenant);
        }

        return tenant;
    }
}
