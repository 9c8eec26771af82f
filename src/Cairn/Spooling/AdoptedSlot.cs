using Cairn.Files;

namespace Cairn.Spooling;

/// <summary>What a dead process left, until it is drained. Touched only by the drain.</summary>
internal sealed class AdoptedSlot(SlotClaim claim, SlotReader reader, SpoolSettings settings, SpoolLog log) : IDisposable
{
    private readonly List<UnreadSegment> unread = [.. claim.State.Unread];

    public SlotReader Reader { get; } = reader;

    public string Path => claim.Slot.Path;

    /// <summary>Tries again what could not be read. One segment that cannot be does not hold up the others.</summary>
    public void Reread()
    {
        Reader.Unstick();
        unread.RemoveAll(segment => segment.TryOpen() is { } file ? Added(file) : !File.Exists(segment.Path) && !IsLink(segment.Path));
        foreach (var segment in unread)
        {
            log.Failed($"read {segment.Path}, which a process left behind", segment.Why);
        }
    }

    /// <summary>Puts back what somebody deleted, moved or replaced before it was done.</summary>
    public void Restore(SpoolQuarantine quarantine)
    {
        if (claim.Slot.IsThere || claim.Slot.TryRestore())
        {
            Reader.Restore(quarantine, isLive: false);
        }
    }

    /// <summary>Lets go of a slot when nothing in it is needed any more.</summary>
    public bool TryLeave()
    {
        if (unread.Count > 0 || !Reader.TryClose())
        {
            return false;
        }

        try
        {
            TryLeaveNumbers();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Failed($"leave {claim.Slot.Path}", e.Message); // Whoever comes next reads it once more; the log knows its events.
        }

        claim.Slot.Dispose();
        return true;
    }

    public void Dispose()
    {
        Reader.Close();
        claim.Slot.Dispose();
    }

    private bool Added(SegmentFile file)
    {
        Reader.AddLate(file);
        return true;
    }

    private void TryLeaveNumbers()
    {
        try
        {
            if (claim.State.Numbers is { } numbers && claim.Slot.IsThere)
            {
                Leave(numbers);
                return;
            }
        }
        catch (Exception e) when (DiskFull.Is(e))
        {
            // Making room must not need room: its producer is not gone on with, then.
        }

        claim.Slot.Remove();
    }

    private void Leave(SpoolNumbers numbers)
    {

        // An empty segment takes the numbers on, for a process to come.
        var number = claim.State.LastSegment + 1;
        var header = new SegmentHeader(settings.Boot, settings.Clock.GetUtcNow().UtcTicks, numbers);
        using var last = SegmentFile.Create(
            claim.Slot.Path, number, header, header.Format(new(claim.Slot.Sum, number, 0)), settings.OnWrite);
        SlotMark.Append(last, claim.Slot);
        foreach (var (path, old) in claim.Slot.Segments())
        {
            if (old < number)
            {
                File.Delete(path);
            }
        }

        SpoolReserve.Release(claim.Slot.Path);
        DurableFile.SyncFolder(claim.Slot.Path);
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;
}
