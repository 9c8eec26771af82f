using System.Text;
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
    /// <param name="size">What all slots hold together.</param>
    /// <param name="damage">Where what is no record goes.</param>
    /// <param name="log">Where failures are told.</param>
    public SlotReader(SlotFolder slot, SpoolSize size, DamageReport damage, SpoolLog log)
    {
        (Slot, this.size, this.damage, this.log) = (slot, size, damage, log);
        foreach (var (path, number) in slot.Segments())
        {
            var file = SegmentFile.Existing(path, number);
            size.Add(file.Length);
            Add(file);
        }
    }

    public SlotFolder Slot { get; }

    /// <summary>Nothing will be added to the last segment either.</summary>
    public bool IsOver { get; set; }

    /// <summary>Whether all was handed out and done.</summary>
    public bool IsDrained => segments.TrueForAll(s => s.IsIdle && (s.IsScanned || !HasUnread(s)));

    /// <summary>The segment that is written to, or was last.</summary>
    public SpoolSegment? Last => segments.Count == 0 ? null : segments[^1];

    /// <summary>When the oldest record was written that is not done.</summary>
    public long? Oldest => segments.Select(s => s.Oldest ?? s.NextWritten()).FirstOrDefault(time => time is not null);

    public void Add(SegmentFile file) => segments.Add(new(Slot, file, window));

    public bool HasUnread() => segments.Exists(s => !s.IsScanned && HasUnread(s));

    /// <summary>Adds the next records, until there are so many.</summary>
    public void Scan(List<SpoolRecord> into, int most)
    {
        for (var i = 0; i < segments.Count && into.Count < most; i++)
        {
            if (!segments[i].IsScanned)
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
            if (!segment.IsScanned && !HasUnread(segment))
            {
                Finish(segment, isLast: false);
            }

            if (segment.IsScanned && segment.IsIdle && damage.IsSettled(segment))
            {
                Delete(segment);
            }
        }
    }

    /// <summary>When the slot is over and all in it is done, lets go of its files.</summary>
    public bool TryClose()
    {
        if (!IsOver || !segments.TrueForAll(s => s.IsScanned && s.IsIdle && damage.IsSettled(s)))
        {
            return false;
        }

        Close();
        return true;
    }

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

    private static bool HasUnread(SpoolSegment segment)
    {
        segment.Begin();
        return segment.Walk.At < segment.File.Length;
    }

    private void TryScan(SpoolSegment segment, bool isLast, List<SpoolRecord> into, int most)
    {
        try
        {
            Scan(segment, isLast, into, most);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            log.Failed($"find {segment.File.Path}, which was deleted", e.Message);
            segment.IsScanned = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
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
            segment.File.Dispose(); // It opens again when a record of it is read.
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
            into.Add(new(
                Slot.Producer, frame.Number, Tenant(frame.Tenant), (SpoolKind)frame.Kind, frame.Id, new(frame.Time, TimeSpan.Zero),
                frame.Json.Length,
                new(segment, step.Offset, segment.Hand(frame.Time))));
        }
    }

    private SegmentHeader? Next(SpoolSegment segment)
    {
        var next = segments.Find(s => s.File.Number == segment.File.Number + 1);
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
