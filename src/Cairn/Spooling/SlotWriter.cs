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
    private readonly string writing;
    private readonly string unused; // A producer's name for as long as there is no slot.

    // Below: touched only under the gate.
    private SlotFolder? slot;
    private SpoolNumbers numbers;
    private SegmentFile? current;
    private long lastSegment;
    private bool isBroken = true; // The current segment is not written to again, or there is none.
    private bool isClosed;

    private long retryAt = long.MinValue; // Before, the disk is not touched.

    /// <param name="own">The slot, whose numbers go on; <see langword="null"/>: the disk had no room for one.</param>
    /// <param name="settings">How the spool is kept.</param>
    /// <param name="size">What all slots hold together.</param>
    /// <param name="made">Told of each segment that is made, in order.</param>
    /// <param name="log">Where failures are told.</param>
    /// <exception cref="IOException">The slot cannot be written, though its disk has room.</exception>
    /// <exception cref="UnauthorizedAccessException">As above.</exception>
    public SlotWriter(
        SlotClaim? own,
        SpoolSettings settings,
        SpoolSize size,
        ConcurrentQueue<(SlotFolder, SegmentFile)> made,
        SpoolLog log)
    {
        (this.settings, this.size, this.made, this.log) = (settings, size, made, log);
        (slot, numbers, lastSegment) = (own?.Slot, own?.State.Numbers ?? new(), own?.State.LastSegment ?? 0);
        writing = $"write to {settings.Folder} (events are dropped until it can)";
        unused = SlotFolder.NewProducer(settings.Random);
        try
        {
            Roll();

            // From here on the machine's end leaves a segment without a closing mark: the numbers are then known not to be trusted.
            current!.TrySync(); // Roll made it.
            DurableFile.SyncFolder(slot!.Path);
            DurableFile.SyncFolder(settings.Folder);
        }
        catch (Exception e) when (DiskFull.Is(e))
        {
            Failed(e); // What is left in the spool is committed all the same, which makes room.
        }
    }

    public string Producer => Volatile.Read(ref slot)?.Producer ?? unused;

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

    /// <summary>Goes on in a new segment when this one has records, so that it can go. False: it could not, or need not.</summary>
    /// <param name="segment">The one to leave.</param>
    /// <param name="done">All up to here is done: where the disk is full, the segment gives back its room first.</param>
    public bool TryLeave(SegmentFile segment, long done = -1)
    {
        lock (gate)
        {
            return (current ?? segment) == segment
                && !isClosed
                && (isBroken || segment.Length > segment.Header!.Size) // It is our own then.
                && (Try(static writer => writer.Roll()) || (done == segment.Length && TryEmpty(segment)));
        }
    }

    /// <summary>
    /// Notices that files were deleted, replaced or cut: what is written to them would be seen by nobody after this process. Goes on in new
    /// ones, as after any failure.
    /// </summary>
    public void Recheck()
    {
        lock (gate)
        {
            if (!isBroken && !slot!.IsThere) // Not broken: there are both.
            {
                isBroken = true; // Told where it is made again.
            }
            else if (!isBroken && (!current!.IsThere || current.IsCut))
            {
                isBroken = true;
                log.Meddled(current.Path, "recording goes on in a new file");
            }

            if (isBroken && settings.Clock.GetTimestamp() >= retryAt)
            {
                Try(static writer => writer.Roll());
            }

            if (!isBroken)
            {
                SpoolReserve.Keep(slot!.Path, current!.Header!.Size); // Whole, so it has all three.
                Recover();
            }
        }
    }

    /// <summary>Forces what was written to the disk. On one thread at a time.</summary>
    public void Sync()
    {
        while (unsynced.TryDequeue(out var segment))
        {
            segment.TrySync();
        }

        Volatile.Read(ref current)?.TrySync();
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
                if (isDrained && writer.current!.Length > writer.current.Header!.Size) // Not broken: it has one, with a header.
                {
                    writer.NewSegment(writer.slot!);
                }

                AppendMark(writer.slot!, writer.current!);
                DurableFile.SyncFolder(writer.slot!.Path);
            });
        }
    }

    private SpoolAnswer Write(string tenant, SpoolKind kind, FrameBuffer frame)
    {
        if (isBroken || current!.Length - current.Header!.Size >= settings.SegmentBytes) // Not broken: it has one, with a header.
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
            current!.Append(frame.Finish(number, new(slot!.Sum, current.Number, current.Length))); // Both there: not broken.
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
        Recover();
        return SpoolAnswer.Kept;
    }

    private void Roll()
    {
        if (slot is null || !TryRestore(slot))
        {
            // What others know of the old one's numbers is not known here.
            var fresh = SlotFolder.Create(settings.Folder, settings.Random);
            (numbers, lastSegment) = (new(), 0);
            Volatile.Write(ref slot, fresh);
        }

        NewSegment(slot);
        isBroken = false;
    }

    private bool TryRestore(SlotFolder slot)
    {
        if (!slot.IsThere)
        {
            log.Meddled(slot.Path, "recording goes on in a new folder");
        }

        try
        {
            return slot.TryRestore();
        }
        catch (Exception e) when ((e is IOException or UnauthorizedAccessException) && !DiskFull.Is(e))
        {
            return false; // Something lies there that is no folder of ours.
        }
    }

    private void NewSegment(SlotFolder slot)
    {
        var number = lastSegment + 1;
        while (PrivateFile.IsTaken(SegmentFile.PathOf(slot.Path, number)))
        {
            number++; // Somebody put it there: it is left for the next start, which looks what it is.
        }

        var header = new SegmentHeader(settings.Boot, settings.Clock.GetUtcNow().UtcTicks, numbers.Copy());
        var bytes = header.Format(new(slot.Sum, number, 0));
        var segment = WithReserve(slot, () => SegmentFile.Create(slot.Path, number, header, bytes, settings.OnWrite));
        TrySeal(current);
        if (settings.SyncEvery is not null && current is not null)
        {
            unsynced.Enqueue(current);
        }

        lastSegment = number;
        Volatile.Write(ref current, segment);
        size.Add(segment.Length);
        made.Enqueue((slot, segment));
    }

    private static void AppendMark(SlotFolder slot, SegmentFile segment) => WithReserve(slot, () =>
    {
        SlotMark.Append(segment, slot);
        return true;
    });

    private static T WithReserve<T>(SlotFolder slot, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (DiskFull.Is(e))
        {
            SpoolReserve.Release(slot.Path);
            return write();
        }
    }

    // Should the process die before the new segment is made, the slot's numbers are known not to be trusted.
    private bool TryEmpty(SegmentFile segment) => Try(writer =>
    {
        segment.Empty();
        writer.Roll();
    });

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
        log.Failed(writing, e.Message);
    }

    private static void TrySeal(SegmentFile? segment)
    {
        try
        {
            segment?.Seal();
        }
        catch (Exception)
        {
            // Then whoever reads it finds bytes that are no record, and sets them aside.
        }
    }

    private void Recover()
    {
        if (retryAt > long.MinValue)
        {
            Volatile.Write(ref retryAt, long.MinValue);
            log.Worked(writing);
        }
    }
}
