using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Cairn.Events;

/// <summary>
/// The words a host has for its application's own actions: those of its options, and those of the actions that made the events it recorded.
/// An event that lay in a spool or an outbox has only its action's name; the words are then the ones this host knows by that name.
/// </summary>
internal sealed class HostWords(IEnumerable<AuditAction> own)
{
    // An application that makes actions up as it goes does not fill the memory: what came first is known.
    private const int MostSeen = 4_096;

    private static readonly FrozenDictionary<string, AuditAction> Standard =
        StandardActions.All.ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);

    private readonly FrozenDictionary<string, AuditAction> own =
        own.DistinctBy(a => a.Name, StringComparer.Ordinal).ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AuditAction> seen = new(StringComparer.Ordinal);
    private int count;

    /// <summary>Learns the words of an event that goes where they are lost. Costs a look-up.</summary>
    public void See(AuditEvent? e)
    {
        if (e?.Words.Action is { } action && !own.ContainsKey(action.Name) && !seen.ContainsKey(action.Name) && !IsStandard(action)
            && Volatile.Read(ref count) < MostSeen && seen.TryAdd(action.Name, action))
        {
            Interlocked.Increment(ref count);
        }
    }

    /// <summary>
    /// The declaration an event's entry names; <see langword="null"/>: of a standard action, or nobody here knows its words.
    /// </summary>
    public ActionDeclaration? Of(AuditEvent e)
    {
        var action = e.Words.Action is { } made && made.Name == e.Action
            ? made
            : own.GetValueOrDefault(e.Action) ?? seen.GetValueOrDefault(e.Action);
        return action is null || IsStandard(action) || action.Category == AuditCategories.Cairn ? null : action.Declaration;
    }

    private static bool IsStandard(AuditAction action) => Standard.TryGetValue(action.Name, out var standard) && standard.Equals(action);
}
