namespace Cairn;

/// <summary>Events of one lane that go into its log together.</summary>
/// <param name="lane">Whose they are.</param>
/// <param name="previous">Whether the batch before it left nothing; until then this one must not be appended.</param>
internal sealed class LaneBatch(Lane lane, Task<bool> previous)
{
    private readonly TaskCompletionSource<bool> settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Lane Lane => lane;

    public Task<bool> Previous => previous;

    public Task<bool> Settled => settled.Task;

    public List<PendingEvent> Events { get; } = [];

    /// <summary>Events whose bytes are still in the spool.</summary>
    public List<SpoolRecord> Records { get; } = [];

    public void Add(PendingEvent pending) => Events.Add(pending);

    public void Add(SpoolRecord record) => Records.Add(record);

    /// <summary>Lets the next batch go on, or back.</summary>
    public void Settle(bool isDone) => settled.TrySetResult(isDone);
}

/// <summary>A batch that is not over.</summary>
/// <param name="Why"><see langword="null"/>: the batch before it failed.</param>
/// <param name="Left">What is to be tried again, in order.</param>
internal sealed record LaneFailure(Exception? Why, IReadOnlyList<PendingEvent> Left)
{
    /// <summary>What failed is tried again, but for those who wait for something that only a person can mend: they are told.</summary>
    public static LaneFailure Of(Exception why, IReadOnlyList<PendingEvent> left) => new(why, NeedsMending(why) ? [.. left.Where(p => p.WaitsFor(why))] : left);

    public static bool NeedsMending(Exception? why) => why is CairnSigningException or CairnStoreException { NeedsMending: true };
}
