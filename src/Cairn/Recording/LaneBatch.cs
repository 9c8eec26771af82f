namespace Cairn.Recording;

/// <summary>Events of one lane that go into its log together.</summary>
/// <param name="lane">Whose they are.</param>
/// <param name="previous">The batch before it, if that is not settled.</param>
internal sealed class LaneBatch(Lane lane, LaneBatch? previous)
{
    private readonly TaskCompletionSource<bool> committed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Lane Lane => lane;

    /// <summary>Whether the batch before it left nothing to append; until then this one must not be appended.</summary>
    public Task<bool> MayAppend { get; } = previous?.committed.Task ?? Task.FromResult(true);

    /// <summary>What was left of the batch before it stands in its place again.</summary>
    public Task MaySettle { get; } = previous?.settled.Task ?? Task.CompletedTask;

    public List<PendingEvent> Events { get; } = [];

    /// <summary>Events whose bytes are still in the spool.</summary>
    public List<SpooledItem> Spooled { get; } = [];

    /// <summary>Its event, if it has one only.</summary>
    public PendingEvent? Lone => Events is [var one] && Spooled.Count == 0 ? one : null;

    public void Add(PendingEvent pending) => Events.Add(pending);

    public void Add(SpooledItem item) => Spooled.Add(item);

    /// <summary>Reads the events that are still in the spool. A record that holds none is left out.</summary>
    public void Load() => Events.AddRange(Spooled.Select(s => s.Load()).OfType<PendingEvent>());

    /// <summary>Lets the next batch append: every event is in the log or refused for good, and need only be told.</summary>
    public void Commit() => committed.TrySetResult(true);

    /// <summary>Lets the next batch settle, and append if nothing is left of this one.</summary>
    public void Settle(bool isDone)
    {
        committed.TrySetResult(isDone);
        settled.TrySetResult();
    }
}

/// <summary>A batch that is not over.</summary>
/// <param name="Why"><see langword="null"/>: the batch before it failed.</param>
/// <param name="Left">What is to be tried again, in order.</param>
internal sealed record LaneFailure(Exception? Why, IReadOnlyList<PendingEvent> Left)
{
    /// <summary>What failed is tried again, but for those who wait for something that only a person can mend: they are told.</summary>
    public static LaneFailure Of(Exception why, IReadOnlyList<PendingEvent> left) =>
        new(why, NeedsMending(why) ? [.. left.Where(p => p.WaitsFor(why))] : left);

    public static bool NeedsMending(Exception? why) => why is CairnSigningException or CairnStoreException { NeedsMending: true };
}
