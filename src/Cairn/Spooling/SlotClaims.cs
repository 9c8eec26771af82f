namespace Cairn.Spooling;

/// <summary>A slot that is ours by its lock, and what is in it.</summary>
internal sealed record SlotClaim(SlotFolder Slot, SlotState State);

/// <summary>The slots a process takes: one to write to, and those of dead processes with something in them.</summary>
internal sealed record SlotClaims(SlotFolder Own, SlotState State, IReadOnlyList<SlotClaim> Others) : IDisposable
{
    /// <summary>Goes on with the first slot whose numbers can be trusted, else with a new one.</summary>
    public static SlotClaims Make(SpoolSettings settings, SpoolLog log)
    {
        SlotClaim? own = null;
        var others = new List<SlotClaim>();
        foreach (var claim in Free(settings, log))
        {
            if (own is null && claim.State.Numbers is not null)
            {
                own = claim;
            }
            else
            {
                Keep(claim, others);
            }
        }

        try
        {
            own ??= new(SlotFolder.Create(settings.Folder, settings.Random), new(new(), true, 0));
            return new(own.Slot, own.State, others);
        }
        catch (Exception)
        {
            others.ForEach(other => other.Slot.Dispose());
            throw;
        }
    }

    /// <summary>Takes slots whose process died with something in them.</summary>
    public static List<SlotClaim> Orphans(SpoolSettings settings, SpoolLog log)
    {
        var orphans = new List<SlotClaim>();
        foreach (var claim in Free(settings, log))
        {
            Keep(claim, orphans);
        }

        return orphans;
    }

    public void Dispose()
    {
        Own.Dispose();
        foreach (var other in Others)
        {
            other.Slot.Dispose();
        }
    }

    /// <summary>The slots nobody holds, each held from here on.</summary>
    private static IEnumerable<SlotClaim> Free(SpoolSettings settings, SpoolLog log)
    {
        foreach (var path in SlotFolder.All(settings.Folder))
        {
            if (SlotFolder.TryClaim(path) is { } slot && TryRead(slot, settings.Boot, log) is { } state)
            {
                yield return new(slot, state);
            }
        }
    }

    /// <summary>What cannot be read now is let go again, for another time: it must not keep a process from starting.</summary>
    private static SlotState? TryRead(SlotFolder slot, Guid boot, SpoolLog log)
    {
        try
        {
            return SlotState.Read(slot, boot);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Failed($"read {slot.Path}", e.Message);
            slot.Dispose();
            return null;
        }
    }

    /// <summary>An empty slot is left for a process to come, or removed when it cannot be gone on with.</summary>
    private static void Keep(SlotClaim claim, List<SlotClaim> claims)
    {
        if (!claim.State.IsEmpty)
        {
            claims.Add(claim);
        }
        else if (claim.State.Numbers is null)
        {
            claim.Slot.Remove();
        }
        else
        {
            claim.Slot.Dispose();
        }
    }
}
