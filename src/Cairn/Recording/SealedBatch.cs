namespace Cairn;

/// <summary>Events of one log that were sealed together and are committed together.</summary>
internal sealed record SealedBatch(LogIdentity Log, IReadOnlyList<PendingEvent> Events, IReadOnlyList<SealedEntry> Entries)
{
    public void Complete(IReadOnlyList<AppendResult> results)
    {
        for (var i = 0; i < Events.Count; i++)
        {
            Events[i].Complete(Log, Entries[i], results[i]);
        }
    }

    public void Fail(Exception exception)
    {
        foreach (var pending in Events)
        {
            pending.Fail(exception);
        }
    }
}
