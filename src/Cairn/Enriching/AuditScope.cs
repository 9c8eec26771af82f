using Cairn.Enriching;

namespace Cairn;

/// <summary>
/// An open scope: events recorded inside it, on whatever thread the work goes on, take what it says (<see cref="IAuditLog.Scope"/>). Close
/// it in the method that opened it: <c>using (audit.Scope(…)) { … }</c>.
/// </summary>
public sealed class AuditScope : IDisposable
{
    private readonly AmbientFlow flow;

    // Read by other flows, which may still hold this scope when it is closed.
    private volatile Func<AuditAmbient?>? read;

    internal AuditScope(AmbientFlow flow, AuditScope? outer, Func<AuditAmbient?> read) =>
        (this.flow, Outer, this.read) = (flow, outer, read);

    /// <summary>The scope around it; it may be closed by now.</summary>
    internal AuditScope? Outer { get; }

    internal bool IsOpen => read is not null;

    /// <summary>Closes the scope everywhere: work that was started inside and is still running no longer sees it either.</summary>
    public void Dispose()
    {
        read = null;
        flow.Leave(this);
    }

    /// <summary>
    /// Closes the scope here, while work that was started inside keeps it until it ends, with the values as they are now. A timer or a
    /// loop that was started inside keeps it for as long as it runs: prefer <see cref="Dispose"/> where such things may be started.
    /// </summary>
    public void Leave()
    {
        if (read is { } last)
        {
            read = flow.Frozen(last);
        }

        flow.Leave(this);
    }

    /// <summary>What it says now; <see langword="null"/>: nothing, or it is closed.</summary>
    internal AuditAmbient? Read() => read?.Invoke();
}
