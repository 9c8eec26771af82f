namespace Cairn;

/// <summary>A slot that is ours by its lock, and what is in it.</summary>
internal sealed record SlotClaim(SlotFolder Slot, SlotState State);

/// <summary>The slots a process takes: one to write to, and those of dead processes with something in them.</summary>
internal sealed record SlotClaims(SlotFolder Own, SlotState State, IReadOnlyList<SlotClaim> Others) : IDisposable
{
    /// <summary>Goes on with the first slot whose numbers can be trusted, else with a new one.</summary>
    public static SlotClaims Make(SpoolSettings settings)
    {
        SlotClaim? own = null;
        var others = new List<SlotClaim>();
        foreach (var path in SlotFolder.All(settings.Folder))
        {
            if (SlotFolder.TryClaim(path) is not { } slot)
            {
                continue;
            }

            var claim = new SlotClaim(slot, SlotState.Read(slot, settings.Boot));
            if (own is null && claim.State.Numbers is not null)
            {
                own = claim;
            }
            else
            {
                Keep(claim, others);
            }
        }

        own ??= new(SlotFolder.Create(settings.Folder, settings.Random), new(new(), true, 0));
        return new(own.Slot, own.State, others);
    }

    /// <summary>Takes slots whose process died with something in them.</summary>
    public static List<SlotClaim> Orphans(SpoolSettings settings)
    {
        var orphans = new List<SlotClaim>();
        foreach (var path in SlotFolder.All(settings.Folder))
        {
            if (SlotFolder.TryClaim(path) is { } slot)
            {
                Keep(new(slot, SlotState.Read(slot, settings.Boot)), orphans);
            }
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
