using Cairn.Spooling;

namespace Cairn.Draining;

/// <summary>
/// The reading side of a spool, which one may touch at a time: the drain scans, lanes read and finish, a health check looks.
/// </summary>
internal sealed class SpoolReader(Spool spool)
{
    private readonly Lock gate = new();
    private bool isClosed; // Guarded by the gate.

    public string Producer => spool.Producer;

    public SpoolQuarantine Quarantine => spool.Quarantine;

    public int Scan(List<SpoolRecord> into, int most)
    {
        lock (gate)
        {
            return spool.Scan(into, most);
        }
    }

    public bool TryRead(SpoolRecord record, out ReadOnlyMemory<byte> json)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isClosed, this); // A batch whose append hung longer than the log was closed.
            return spool.TryRead(record, out json);
        }
    }

    /// <summary>Puts an event of the drain's own into the spool.</summary>
    public SpoolAnswer Append(string tenant, Guid id, ReadOnlySpan<byte> json) => spool.Append(tenant, SpoolKind.Event, id, json);

    public void Done(IEnumerable<SpoolRecord> records)
    {
        lock (gate)
        {
            foreach (var record in records)
            {
                Finish(record);
            }
        }
    }

    public void Done(SpoolRecord record)
    {
        lock (gate)
        {
            Finish(record);
        }
    }

    public void Done(SpoolLoss loss)
    {
        lock (gate)
        {
            if (!isClosed)
            {
                spool.Done(loss);
            }
        }
    }

    public SpoolLoss? NextLoss()
    {
        lock (gate)
        {
            return spool.TryTakeLoss(out var loss) ? loss : null;
        }
    }

    public bool TrySleep()
    {
        lock (gate)
        {
            return spool.TrySleep();
        }
    }

    public void Maintain()
    {
        lock (gate)
        {
            spool.Maintain();
        }
    }

    public TimeSpan? OldestAge()
    {
        lock (gate)
        {
            return isClosed ? null : spool.OldestAge;
        }
    }

    /// <summary>What is not done stays for the next start.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            spool.Dispose();
        }
    }

    private void Finish(SpoolRecord record)
    {
        if (!isClosed)
        {
            spool.Done(record);
        }
    }
}
