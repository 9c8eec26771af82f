namespace Cairn;

/// <summary>An event on its way into a log, and whoever waits for it.</summary>
internal sealed class PendingEvent(string tenant, AuditEvent auditEvent)
{
    private readonly TaskCompletionSource<AuditReceipt> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Tenant { get; } = tenant;

    public AuditEvent Event { get; } = auditEvent;

    /// <summary>What one of Cairn's own entries attests.</summary>
    public byte[]? Manifest { get; init; }

    public CancellationToken Cancellation { get; init; }

    public Task<AuditReceipt> Done => done.Task;

    public void Complete(LogIdentity log, SealedEntry entry, AppendResult result)
    {
        if (result.Status == AppendStatus.Conflict)
        {
            Fail(new AuditConflictException(entry.Leaf.Id, result.Index));
        }
        else
        {
            done.TrySetResult(new(log.LogId, result.Index, entry.Leaf.Id, result.LeafHash.ToString()));
        }
    }

    public void Fail(Exception exception) => done.TrySetException(exception);

    public void Cancel() => done.TrySetCanceled(Cancellation);
}
