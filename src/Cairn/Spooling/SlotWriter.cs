using System.Collections.Concurrent;
using Cairn.Files;

namespace Cairn.Spooling;

/// <summary>Writes records to this process's slot, from any thread, one at a time.</summary>
internal sealed class SlotWriter
{
    private readonly Lock gate = new();
    private readonly SpoolSettings settings;
    private readonly SpoolSize size;
    private readonly ConcurrentQueue<(SlotFolder, SegmentFile)> made;
    private readonly ConcurrentQueue<SegmentFile> unsynced = [];
    private readonly SpoolLog log;

    // Below: touched only under the gate.
    private SlotFolder slot;
    private SpoolNumbers numbers;
    private SegmentFile current = null!; // The constructor makes one, and cannot say so before.
    private long firstRecord;
    private bool isBroken; // The current segment is not written to again.
    private bool isClosed;

    private long retryAt = long.MinValue; // Before, the disk is not touched.

    /// <param name="slot">The slot; its numbers go on.</param>
    /// <param name="state">What is in it.</param>
    /// <param name="settings">How the spool is kept.</param>
    /// <param name="size">What all slots hold together.</param>
    /// <param name="made">Told of each segment that is made, in order.</param>
    /// <param name="log">Where failures are told.</param>
    public SlotWriter(
        SlotFolder slot,
        SlotState state,
        SpoolSettings settings,
        SpoolSize size,
        ConcurrentQueue<(SlotFolder, SegmentFile)> made,
        SpoolLog log)
    {
        (this.slot, this.settings, this.size, this.made, this.log) = (slot, settings, size, made, log);
        numbers = state.Numbers ?? new();
        current = NewSegment(state.LastSegment + 1);

        // From here on the machine's end leaves a segment without a closing mark: the numbers are then known not to be trusted.
        current.Sync();
        DurableFile.SyncFolder(slot.Path);
        DurableFile.SyncFolder(settings.Folder);
    }

    public string Producer => Volatile.Read(ref slot).Producer;

    public SpoolAnswer Append(string tenant, SpoolKind kind, FrameBuffer frame)
    {
        if (Volatile.Read(ref retryAt) is > long.MinValue and var at && settings.Clock.GetTimestamp() < at)
        {
            return SpoolAnswer.DiskFailed; // A dead disk costs its callers nothing.
        }

        lock (gate)
        {
            return isClosed ? SpoolAnswer.Closed
                : size.Total + frame.Length > settings.Cap ? SpoolAnswer.Full
                : Write(tenant, kind, frame);
        }
    }

    /// <summary>Goes on in a new segment when this one has records, so that it can go.</summary>
    public void Leave(SegmentFile segment)
    {
        lock (gate)
        {
            if (current == segment && !isClosed && !isBroken && current.Length > firstRecord)
            {
                Try(static writer => writer.current = writer.NewSegment(writer.current.Number + 1));
            }
        }
    }

    /// <summary>Notices that the segment was deleted: what is written to it would be seen by nobody after this process.</summary>
    public void Recheck()
    {
        lock (gate)
        {
            isBroken |= !File.Exists(current.Path);
        }
    }

    /// <summary>Forces what was written to the disk. On one thread at a time.</summary>
    public void Sync()
    {
        while (unsynced.TryDequeue(out var segment))
        {
            segment.TrySync(); // Gone: all in it is committed.
        }

        Volatile.Read(ref current).TrySync();
    }

    /// <summary>Takes nothing any more. False: it was closed before.</summary>
    public bool TryClose()
    {
        lock (gate)
        {
            return !isClosed && (isClosed = true);
        }
    }

    /// <summary>Marks the slot as closed in good order. When it returns true, that and all numbers survive the machine.</summary>
    /// <param name="isDrained">Nothing in it is needed any more: its last segment becomes an empty one.</param>
    public bool Mark(bool isDrained)
    {
        lock (gate)
        {
            return !isBroken && Try(writer =>
            {
                if (isDrained && writer.current.Length > writer.firstRecord)
                {
                    writer.current = writer.NewSegment(writer.current.Number + 1);
                }

                SlotMark.Append(writer.current, writer.slot);
                foreach (var (path, number) in writer.slot.Segments())
                {
                    SegmentFile.Existing(path, number).TrySync();
                }

                DurableFile.SyncFolder(writer.slot.Path);
            });
        }
    }

    private SpoolAnswer Write(string tenant, SpoolKind kind, FrameBuffer frame)
    {
        if (isBroken || current.Length - firstRecord >= settings.SegmentBytes)
        {
            if (!Try(static writer => writer.Roll()))
            {
                return SpoolAnswer.DiskFailed;
            }
        }

        var number = kind == SpoolKind.Intent ? 0 : numbers.LastOf(tenant) + 1;
        try
        {
            settings.OnWrite?.Invoke(frame.Length);
            current.Append(frame.Finish(number, new(slot.Sum, current.Number, current.Length)));
        }
        catch (Exception e)
        {
            Failed(e);
            return SpoolAnswer.DiskFailed;
        }

        if (number > 0)
        {
            numbers.Take(tenant, number);
        }

        size.Add(frame.Length);
        if (retryAt > long.MinValue)
        {
            Recovered();
        }

        return SpoolAnswer.Kept;
    }

    private void Roll()
    {
        if (!Directory.Exists(slot.Path))
        {
            // The folder was deleted: what others know of its numbers is not known here any more.
            var fresh = SlotFolder.Create(settings.Folder, settings.Random);
            (slot, numbers) = (fresh, new());
            current = NewSegment(1);
        }
        else
        {
            current = NewSegment(current.Number + 1);
        }

        isBroken = false;
    }

    private SegmentFile NewSegment(long number)
    {
        var header = new SegmentHeader(settings.Boot, settings.Clock.GetUtcNow().UtcTicks, numbers).Format(new(slot.Sum, number, 0));
        var segment = SegmentFile.Create(slot.Path, number, header, settings.IsMapped ? settings.SegmentBytes : 0, settings.OnWrite);
        TrySeal(current);
        if (settings.SyncEvery is not null && current is not null)
        {
            unsynced.Enqueue(current);
        }

        firstRecord = segment.Length;
        size.Add(segment.Length);
        made.Enqueue((slot, segment));
        return segment;
    }

    private bool Try(Action<SlotWriter> act)
    {
        try
        {
            act(this);
            return true;
        }
        catch (Exception e)
        {
            Failed(e);
            return false;
        }
    }

    private void Failed(Exception e)
    {
        TrySeal(current);
        isBroken = true;
        Volatile.Write(
            ref retryAt, settings.Clock.GetTimestamp() + (long)(settings.RetryAfter.TotalSeconds * settings.Clock.TimestampFrequency));
        log.DiskFailed(settings.Folder, e.Message);
    }

    private static void TrySeal(SegmentFile? segment)
    {
        try
        {
            segment?.Seal();
        }
        catch (Exception)
        {
            // Then whoever reads it finds zeros, which are nothing, or bytes that are no record, and sets them aside.
        }
    }

    private void Recovered()
    {
        Volatile.Write(ref retryAt, long.MinValue);
        log.DiskIsBack(settings.Folder);
    }
}
