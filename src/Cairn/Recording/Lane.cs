namespace Cairn.Recording;

/// <summary>
/// One tenant's events, in the order in which they go into its log. At most two batches are under way: one is sealed while the one before
/// it is committed, and committed while that one is told. Touched only by who holds the writer's lock.
/// </summary>
internal sealed class Lane(string tenant)
{
    /// <summary>
    /// So many are worth sealing before the commit under way is over; fewer wait for it, as what comes meanwhile then joins them.
    /// </summary>
    public const int SealAhead = 128;

    // Of failed batches, in order; before all others.
    private readonly List<PendingEvent> returned = [];
    private readonly Queue<PendingEvent> direct = new();
    private readonly Queue<SpooledItem> spooled = new();
    private int returnedSince;
    private LaneBatch? last;
    private bool isGivingBack;

    public string Tenant => tenant;

    /// <summary>Batches that were taken and are not settled.</summary>
    public int UnderWay { get; private set; }

    /// <summary>Since when the oldest of them is under way, as the clock's timestamp; of no meaning where none is.</summary>
    public long Since { get; private set; }

    /// <summary>Whether it stands in the writer's queue.</summary>
    public bool IsReady { get; set; }

    /// <summary>Whether it waits after a failure. It holds nothing of the writer's then.</summary>
    public bool IsPausing { get; private set; }

    /// <summary>Tells one pause from the next.</summary>
    public int Pause { get; private set; }

    /// <summary>Attempts that failed in a row.</summary>
    public int Failures { get; private set; }

    /// <summary>Why it waits.</summary>
    public Exception? Failure { get; private set; }

    public bool IsEmpty => UnderWay == 0 && !HasWork;

    public bool HasWork => returned.Count + direct.Count + spooled.Count > 0;

    /// <summary>Whether a batch should be taken now.</summary>
    public bool WantsTurn => !IsReady && !IsPausing && !isGivingBack && HasWork
        && (UnderWay == 0 || (UnderWay == 1 && returned.Count + direct.Count + spooled.Count >= SealAhead));

    public void Add(PendingEvent pending) => direct.Enqueue(pending);

    public void Add(SpooledItem item) => spooled.Enqueue(item);

    /// <summary>Takes the next batch: what failed before, then by turns what somebody waits for and what lay in the spool.</summary>
    /// <param name="now">The clock's timestamp.</param>
    public LaneBatch Take(long now)
    {
        returnedSince = 0;
        Since = UnderWay == 0 ? now : Since;
        var batch = last = new LaneBatch(this, UnderWay++ == 0 ? null : last);
        var room = new BatchRoom();
        TakeReturned(batch, ref room);
        while (TakeDirect(batch, ref room) | TakeSpooled(batch, ref room))
        {
        }

        return batch;
    }

    /// <summary>A batch is over, and this is left of it.</summary>
    /// <param name="failure"><see langword="null"/>: nothing is.</param>
    /// <param name="now">The clock's timestamp.</param>
    public void Settle(LaneFailure? failure, long now)
    {
        UnderWay--;
        Since = now;

        // What is under way behind a batch that failed comes back too. Nothing may be taken before it has: it would be refused
        // in its turn, or overtake.
        isGivingBack = (isGivingBack || failure is not null) && UnderWay > 0;
        if (failure is null)
        {
            (Failures, Failure) = IsPausing ? (Failures, Failure) : (0, null);
            return;
        }

        var left = failure.Left.Where(p => p.IsWanted).ToList();
        returned.InsertRange(returnedSince, left);
        returnedSince += left.Count;
        if (failure.Why is not null && left.Count > 0)
        {
            (IsPausing, Failures, Failure) = (true, Failures + 1, failure.Why);
            Pause++;
        }
    }

    public void Resume()
    {
        IsPausing = false;
        Pause++;
    }

    /// <summary>Takes everything out that waits here; what lies in the spool stays there.</summary>
    public List<PendingEvent> Clear()
    {
        List<PendingEvent> all = [.. returned, .. direct];
        returned.Clear();
        direct.Clear();
        spooled.Clear();
        return all;
    }

    private void TakeReturned(LaneBatch batch, ref BatchRoom room)
    {
        var taken = 0;
        while (taken < returned.Count && (!returned[taken].IsWanted || room.TryTake(returned[taken].Size)))
        {
            batch.Add(returned[taken++]);
        }

        returned.RemoveRange(0, taken);
    }

    private bool TakeDirect(LaneBatch batch, ref BatchRoom room)
    {
        while (direct.TryPeek(out var pending))
        {
            if (!pending.IsWanted)
            {
                direct.Dequeue();
            }
            else if (room.TryTake(pending.Size))
            {
                batch.Add(direct.Dequeue());
                return true;
            }
            else
            {
                return false;
            }
        }

        return false;
    }

    private bool TakeSpooled(LaneBatch batch, ref BatchRoom room)
    {
        if (!spooled.TryPeek(out var item) || !room.TryTake(item.Record.Length))
        {
            return false;
        }

        batch.Add(spooled.Dequeue());
        return true;
    }
}
