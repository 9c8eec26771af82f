using System.Globalization;

namespace Cairn;

/// <summary>An event somebody waits for (<see cref="IAuditLog.RecordAsync"/>), who may give up waiting.</summary>
internal sealed class DirectEvent(AuditEvent auditEvent) : PendingEvent(auditEvent)
{
    private readonly TaskCompletionSource<AuditReceipt> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock gate = new();

    // Both guarded by the gate.
    private bool isHandedOver;
    private bool isWithdrawn;
    private bool mayBeThere;

    private Exception? lastFailure;

    public override bool IsWanted
    {
        get
        {
            lock (gate)
            {
                return !isWithdrawn;
            }
        }
    }

    /// <summary>Waits for the commit.</summary>
    /// <exception cref="AuditTimeoutException">The time is over.</exception>
    /// <exception cref="OperationCanceledException">Whoever waited gave up; the event is not tried again.</exception>
    public async Task<AuditReceipt> ReceiptAsync(TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            return await done.Task.WaitAsync(timeout, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            var mayBeThere = Withdraw();
            if (done.Task.IsCompleted)
            {
                return await done.Task.ConfigureAwait(false); // In this very moment.
            }

            var passed = string.Create(CultureInfo.InvariantCulture, $"{timeout.TotalSeconds:0.###} s passed");
            throw e is OperationCanceledException ? e : new AuditTimeoutException(Event.Id!.Value, mayBeThere, passed, lastFailure); // It has an id.
        }
    }

    /// <summary>It is not tried again.</summary>
    /// <returns>Whether the event may be in the log, or on its way into it just now.</returns>
    private bool Withdraw()
    {
        lock (gate)
        {
            isWithdrawn = true;
            return isHandedOver || mayBeThere;
        }
    }

    public override bool TryHandOver()
    {
        lock (gate)
        {
            return isHandedOver = !isWithdrawn;
        }
    }

    public override void TakeBack(Exception why, bool mayBeThere)
    {
        lock (gate)
        {
            lastFailure = why;
            isHandedOver = false;
            this.mayBeThere |= mayBeThere;
        }
    }

    public override bool WaitsFor(Exception trouble)
    {
        Refuse(trouble);
        return false;
    }

    public override void Complete(LogIdentity log, AppendResult result, bool isTwin)
    {
        var id = Event.Id!.Value; // Given before it was queued.
        if (result.Status == AppendStatus.Conflict)
        {
            done.TrySetException(new AuditConflictException(id, result.Index));
        }
        else
        {
            done.TrySetResult(new(log.LogId, result.Index, id, result.LeafHash.ToString()));
        }
    }

    public override void Refuse(Exception why) =>
        done.TrySetException(why is EntryRefusedException ? new CairnStoreException(why.Message, why) { NothingWritten = true } : why);

    public override void Close() => done.TrySetException(new AuditTimeoutException(Event.Id!.Value, Withdraw(), "the log was closed", lastFailure)); // Given before it was queued.
}
