using Cairn.Files;

namespace Cairn.Spooling;

/// <summary>What a dead process left, until it is drained. Touched only by the drain.</summary>
internal sealed class AdoptedSlot(SlotClaim claim, SlotReader reader, SpoolSettings settings, SpoolLog log) : IDisposable
{
    public SlotReader Reader { get; } = reader;

    /// <summary>Lets go of a slot when nothing in it is needed any more.</summary>
    public bool TryLeave()
    {
        if (!Reader.TryClose())
        {
            return false;
        }

        try
        {
            Leave();
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

    private void Leave()
    {
        if (claim.State.Numbers is not { } numbers)
        {
            claim.Slot.Remove();
            return;
        }

        // An empty segment takes the numbers on, for a process to come.
        var number = claim.State.LastSegment + 1;
        var header = new SegmentHeader(settings.Boot, settings.Clock.GetUtcNow().UtcTicks, numbers).Format(new(claim.Slot.Sum, number, 0));
        using var last = SegmentFile.Create(claim.Slot.Path, number, header, mapped: 0, settings.OnWrite);
        SlotMark.Append(last, claim.Slot);
        foreach (var (path, old) in claim.Slot.Segments())
        {
            if (old < number)
            {
                File.Delete(path);
            }
        }

        DurableFile.SyncFolder(claim.Slot.Path);
    }
}
