using System.Collections.Frozen;
using Cairn.Events;

namespace Cairn;

/// <summary>The actions an application knows: the standard ones, its own, and the names they had elsewhere.</summary>
public sealed class ActionCatalog
{
    private readonly FrozenDictionary<string, AuditAction> byName;

    /// <summary>The standard actions and the application's own.</summary>
    /// <exception cref="ArgumentException">Two actions have one name.</exception>
    public ActionCatalog(IEnumerable<AuditAction> own)
    {
        ArgumentNullException.ThrowIfNull(own);
        var actions = new Dictionary<string, AuditAction>(StringComparer.Ordinal);
        foreach (var action in StandardActions.All.Concat(CairnActions.All).Concat(own))
        {
            if (!actions.TryAdd(action.Name, action) && !IsSame(actions[action.Name], action))
            {
                throw new ArgumentException($"The action {action.Name} is declared twice: choose another name.", nameof(own));
            }
        }

        byName = actions.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The standard actions alone.</summary>
    public static ActionCatalog Standard { get; } = new([]);

    /// <summary>Every action known.</summary>
    public IEnumerable<AuditAction> Actions => byName.Values;

    /// <summary>
    /// The action of that name, or of that name in a founding system (<see cref="FoundingNames"/>);
    /// <see langword="null"/> when neither is known.
    /// </summary>
    public AuditAction? Find(string name) =>
        byName.GetValueOrDefault(name) ?? (FoundingNames.All.TryGetValue(name, out var action) ? action : null);

    // An application may have a standard action in further languages.
    private static bool IsSame(AuditAction one, AuditAction other) =>
        one == other || (StandardActions.All.Contains(one) && one.Category == other.Category && one.Sentence == other.Sentence);
}
