using Cairn.Files;

namespace Cairn.Spooling;

/// <summary>A slot that is ours by its lock, and what is in it.</summary>
internal sealed record SlotClaim(SlotFolder Slot, SlotState State) : IDisposable
{
    public void Dispose()
    {
        State.Close();
        Slot.Dispose();
    }
}

/// <summary>The slots a process takes: one to write to, and those of dead processes with something in them.</summary>
/// <param name="Own"><see langword="null"/>: the disk has no room for one yet.</param>
/// <param name="Others">Those of dead processes.</param>
internal sealed record SlotClaims(SlotClaim? Own, IReadOnlyList<SlotClaim> Others) : IDisposable
{
    /// <summary>Goes on with the first slot whose numbers can be trusted, else with a new one.</summary>
    public static SlotClaims Make(SpoolSettings settings, SpoolLog log)
    {
        SlotClaim? own = null;
        var others = new List<SlotClaim>();
        foreach (var claim in Free(settings, _ => false, log))
        {
            if (own is null && claim.State is { Numbers: not null, Unread.Count: 0 })
            {
                own = claim;
            }
            else
            {
                Keep(claim, others, log);
            }
        }

        try
        {
            own ??= new(SlotFolder.Create(settings.Folder, settings.Random), new(new(), true, 0));
        }
        catch (Exception e) when (DiskFull.Is(e))
        {
            log.Failed($"make a slot in {settings.Folder}", e.Message); // What is left there can be committed, which makes room.
        }
        catch (Exception)
        {
            others.ForEach(other => other.Dispose());
            throw;
        }

        return new(own, others);
    }

    /// <summary>Takes slots whose process died with something in them, but those this process has anyway.</summary>
    public static List<SlotClaim> Orphans(SpoolSettings settings, Predicate<string> isOwn, SpoolLog log)
    {
        var orphans = new List<SlotClaim>();
        foreach (var claim in Free(settings, isOwn, log))
        {
            Keep(claim, orphans, log);
        }

        return orphans;
    }

    public void Dispose()
    {
        Own?.Dispose();
        foreach (var other in Others)
        {
            other.Dispose();
        }
    }

    /// <summary>The slots nobody holds, each held from here on. One that cannot be taken is told of, and holds up no other.</summary>
    private static IEnumerable<SlotClaim> Free(SpoolSettings settings, Predicate<string> isOwn, SpoolLog log)
    {
        foreach (var path in SlotFolder.All(settings.Folder))
        {
            if (!isOwn(path) && TryClaim(path, settings.Boot, log) is { } claim)
            {
                yield return claim;
            }
        }
    }

    private static SlotClaim? TryClaim(string path, Guid boot, SpoolLog log)
    {
        SlotFolder? slot = null;
        try
        {
            slot = SlotFolder.TryClaim(path);
            return slot is null ? null : new(slot, SlotState.Read(slot, boot));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            slot?.Dispose();
            log.Failed(
                $"take over the events in {path}",
                e is UnauthorizedAccessException
                    ? $"{e.Message} Give the folder and its files to the application's account (chown)"
                    : e.Message);
            return null;
        }
    }

    /// <summary>An empty slot is left for a process to come, or removed when it cannot be gone on with.</summary>
    private static void Keep(SlotClaim claim, List<SlotClaim> claims, SpoolLog log)
    {
        if (!claim.State.IsEmpty)
        {
            claims.Add(claim);
            return;
        }

        using (claim)
        {
            try
            {
                if (claim.State.Numbers is null)
                {
                    claim.Slot.Remove();
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                log.Failed($"remove {claim.Slot.Path}, which is empty", e.Message);
            }
        }
    }
}
