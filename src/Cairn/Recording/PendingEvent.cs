using Cairn.Entries;
using Cairn.Intake;
using Cairn.Stores;

namespace Cairn.Recording;

/// <summary>An event on its way into a log, until it is there or refused for good.</summary>
internal abstract class PendingEvent(AuditEvent auditEvent)
{
    public AuditEvent Event { get; } = auditEvent;

    /// <summary>Whose number it has; nobody's unless it lay in a spool.</summary>
    public virtual string? Producer => null;

    /// <summary>With a producer 1 or more, else 0.</summary>
    public virtual long Seq => 0;

    /// <summary>What one of Cairn's own entries attests.</summary>
    public virtual byte[]? Manifest => null;

    /// <summary>Roughly how many bytes it is.</summary>
    public virtual int Size => EventJson.RoughSize(Event);

    /// <summary>Whether anybody still wants it to be tried.</summary>
    public virtual bool IsWanted => true;

    /// <summary>Told right before an append. <see langword="false"/>: nobody wants it any more, it must be left out.</summary>
    public virtual bool TryHandOver() => true;

    /// <summary>Told that an append failed in a way that may pass.</summary>
    /// <param name="why">How.</param>
    /// <param name="mayBeThere">Whether the event may have been written nevertheless.</param>
    public virtual void TakeBack(Exception why, bool mayBeThere)
    {
    }

    /// <summary>Told that a person has to mend something first. <see langword="true"/>: the event waits for that.</summary>
    public virtual bool WaitsFor(Exception trouble) => true;

    /// <summary>Told what became of it.</summary>
    /// <param name="log">Its log.</param>
    /// <param name="result">The store's answer.</param>
    /// <param name="isTwin">Whether its id is in the log with another number than its own.</param>
    public abstract void Complete(LogIdentity log, AppendResult result, bool isTwin);

    /// <summary>Told that it will never be in the log, and why.</summary>
    public abstract void Refuse(Exception why);

    /// <summary>Asks that whoever waits is not told before <see cref="Tell"/>; the log's closing is told at once.</summary>
    public virtual void HoldAnswer()
    {
    }

    /// <summary>Tells whoever waits what became of it, if that is known by now; afterwards at once.</summary>
    /// <param name="here">Whether they may go on on this thread: the caller has nothing left to do.</param>
    public virtual void Tell(bool here)
    {
    }

    /// <summary>Told that the log closes before the event was committed.</summary>
    public virtual void Close()
    {
    }
}
