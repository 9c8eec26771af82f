using System.Globalization;
using Cairn.Entries;
using Cairn.Stores;

namespace Cairn.Recording;

/// <summary>
/// An event somebody waits for (<see cref="IAuditLog.RecordAsync"/>), who may give up waiting. Those who wait go on in the order in which
/// they were told, each in a work item of the pool's common queue: what is queued after them runs when they have gone on.
/// </summary>
internal sealed class DirectEvent(AuditEvent auditEvent) : PendingEvent(auditEvent), IThreadPoolWorkItem
{
    private readonly TaskCompletionSource<AuditReceipt> done = new(); // Set by the work item alone, which has nothing else to do.
    private readonly Lock gate = new();

    // All guarded by the gate.
    private bool isHandedOver;
    private bool isWithdrawn;
    private bool mayBeThere;
    private bool isAnswered;

    private bool isHeld;
    private bool isTold;

    // Both written before the answer is told; one of them.
    private AuditReceipt? receipt;
    private Exception? refusal;

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
            if (IsAnswered())
            {
                return await done.Task.ConfigureAwait(false); // In this very moment.
            }

            var passed = string.Create(CultureInfo.InvariantCulture, $"{timeout.TotalSeconds:0.###} s passed");
            // It has an id.
            throw e is OperationCanceledException ? e : new AuditTimeoutException(Event.Id!.Value, mayBeThere, passed, lastFailure);
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
            Answer(null, new AuditConflictException(id, result.Index));
        }
        else
        {
            Answer(new(log.LogId, result.Index, id, result.LeafHash.ToString()), null);
        }
    }

    public override void Refuse(Exception why) =>
        Answer(null, why is EntryRefusedException ? new CairnStoreException(why.Message, why) { NothingWritten = true } : why);

    // Given before it was queued.
    public override void Close() =>
        Answer(null, new AuditTimeoutException(Event.Id!.Value, Withdraw(), "the log was closed", lastFailure), isLast: true);

    public override void HoldAnswer()
    {
        lock (gate)
        {
            isHeld = true;
        }
    }

    public override void Tell(bool here)
    {
        lock (gate)
        {
            isHeld = false;
            if (!isAnswered || isTold)
            {
                return;
            }

            isTold = true;
        }

        if (here)
        {
            Execute();
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false); // Whoever awaits brings a context of its own.
        }
    }

    /// <summary>Whoever waits goes on.</summary>
    public void Execute()
    {
        if (receipt is null)
        {
            done.SetException(refusal!); // One of them was written.
        }
        else
        {
            done.SetResult(receipt);
        }
    }

    // The first answer stands.
    private void Answer(AuditReceipt? receipt, Exception? refusal, bool isLast = false)
    {
        lock (gate)
        {
            if (!isAnswered)
            {
                (isAnswered, this.receipt, this.refusal) = (true, receipt, refusal);
            }

            if (isHeld && !isLast)
            {
                return;
            }
        }

        Tell(here: false);
    }

    private bool IsAnswered()
    {
        lock (gate)
        {
            return isAnswered;
        }
    }
}
