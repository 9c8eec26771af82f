namespace Cairn.AspNetCore.Refusals;

/// <summary>Tells refusals: the first of its kind at once, the others of the same few seconds together. What it holds is bounded.</summary>
internal sealed class RefusalFolder : IDisposable
{
    private readonly RefusalFolding options;
    private readonly IAuditLog audit;
    private readonly TimeProvider clock;
    private readonly ITimer timer;
    private readonly Lock gate = new();

    // All guarded by the gate. Windows are of one length, so they end in the order they began.
    private readonly Dictionary<RefusalKey, RefusalFold> folds = [];
    private readonly Queue<RefusalKey> order = [];
    private bool isArmed;

    public RefusalFolder(HttpCaptureOptions options, IAuditLog audit, TimeProvider clock)
    {
        (this.options, this.audit, this.clock) = (options.Refusals, audit, clock);
        using (ExecutionContext.SuppressFlow()) // It is made in whatever request comes first, and tells of none.
        {
            timer = clock.CreateTimer(_ => Sweep(all: false), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Kinds of refusals that are held.</summary>
    public int Held
    {
        get
        {
            lock (gate)
            {
                return folds.Count;
            }
        }
    }

    public void Tell(Refusal refusal)
    {
        if (!options.Enabled)
        {
            LogOf(refusal.Key.Tenant).Record(refusal.Event());
            return;
        }

        if (Fold(refusal) is { } first)
        {
            LogOf(refusal.Key.Tenant).Record(first);
        }
    }

    /// <summary>Tells what is held, and holds nothing.</summary>
    public void CloseAll() => Sweep(all: true);

    public void Dispose() => timer.Dispose();

    // The event, where it is the first of its kind.
    private AuditEvent? Fold(Refusal refusal)
    {
        lock (gate)
        {
            if (folds.TryGetValue(refusal.Key, out var fold) || folds.TryGetValue(refusal.Key.ByRoute(), out fold))
            {
                fold.Add(refusal.RequestId, clock.GetUtcNow());
                return null;
            }

            var first = refusal.Event();
            var (key, told) = folds.Count < options.MaxApart ? (refusal.Key, first) : (refusal.Key.ByRoute(), OfMany(first));
            folds.Add(key, new(LogOf(key.Tenant), told, clock.GetTimestamp(), clock.GetUtcNow(), options.MaxRequestIds));
            order.Enqueue(key);
            Arm(options.Window);
            return first;
        }
    }

    // What follows is by whomever, and names nobody.
    private static AuditEvent OfMany(AuditEvent e) => e with
    {
        Actor = AuditActor.Unknown,
        Targets = [],
        Context = AuditContext.None,
        Outcome = e.Outcome with { Error = null },
        Metadata = [.. e.Metadata.Where(m => m.Key.StartsWith("http.", StringComparison.Ordinal)), new("folded_by", "route")],
    };

    private void Arm(TimeSpan due)
    {
        if (!isArmed)
        {
            isArmed = true;
            timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    private void Sweep(bool all)
    {
        var ended = new List<RefusalFold>();
        lock (gate)
        {
            isArmed = false;
            while (order.TryPeek(out var key) && folds[key] is var fold)
            {
                if (!all && clock.GetElapsedTime(fold.Began) is var age && age < options.Window)
                {
                    Arm(options.Window - age);
                    break;
                }

                order.Dequeue();
                folds.Remove(key);
                ended.Add(fold);
            }
        }

        ended.ForEach(f => f.Close()); // Nobody else has them now.
    }

    private IAuditLog LogOf(string? tenant) => tenant is null ? audit : audit.ForTenant(tenant);
}
