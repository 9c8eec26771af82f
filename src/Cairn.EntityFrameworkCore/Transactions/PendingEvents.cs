using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Cairn.EntityFrameworkCore;

/// <summary>
/// Events of a transaction that is under way, without an outbox: recorded when it commits, dropped when it does not. Those of a transaction
/// that EF Core began belong to the database's transaction, so that two contexts in one share them.
/// </summary>
/// <param name="isWatched">
/// Whether EF Core began the transaction: then it tells of its end. Of one that the application began by itself perhaps nobody does.
/// </param>
internal sealed class PendingEvents(bool isWatched)
{
    // A driver may use the object again for its next transaction: an entry ends with its transaction.
    private static readonly ConditionalWeakTable<DbTransaction, PendingEvents> Watched = [];

    private readonly List<PendingEvent> events = [];
    private readonly List<(string Name, int Count)> savepoints = [];

    /// <summary>Those of a transaction EF Core begins.</summary>
    public static PendingEvents Watch(DbTransaction transaction)
    {
        var pending = new PendingEvents(isWatched: true);
        Watched.AddOrUpdate(transaction, pending);
        return pending;
    }

    /// <summary>Those of a transaction somebody else began: another context, or the application.</summary>
    public static PendingEvents Of(DbTransaction transaction) =>
        Watched.TryGetValue(transaction, out var pending) ? pending : new(isWatched: false);

    public static void Forget(DbTransaction transaction) => Watched.Remove(transaction);

    public void Add(IEnumerable<(IAuditLog Log, AuditEvent Event)> added) =>
        events.AddRange(added.Select(e => isWatched ? PendingEvent.Waiting(e.Log, e.Event) : PendingEvent.Begun(e.Log, e.Event)));

    public void Committed() => End(e => e.Commit());

    public void RolledBack() => End(e => e.Drop());

    public void Saved(string name) => savepoints.Add((name, events.Count));

    public void RolledBackTo(string name)
    {
        var at = savepoints.FindLastIndex(s => s.Name == name);
        if (at < 0)
        {
            return; // The application made it by itself.
        }

        var kept = savepoints[at].Count;
        events[kept..].ForEach(e => e.Drop());
        events.RemoveRange(kept, events.Count - kept);
        savepoints.RemoveRange(at + 1, savepoints.Count - at - 1);
    }

    public void Released(string name)
    {
        if (savepoints.FindLastIndex(s => s.Name == name) is >= 0 and var at)
        {
            savepoints.RemoveRange(at, savepoints.Count - at);
        }
    }

    private void End(Action<PendingEvent> end)
    {
        var ended = events.ToArray();
        events.Clear();
        savepoints.Clear();
        Array.ForEach(ended, end);
    }
}
