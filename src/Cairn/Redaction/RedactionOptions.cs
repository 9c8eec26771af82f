using Cairn.Primitives;
using Cairn.Redaction;

namespace Cairn;

/// <summary>What is masked in events before anything else sees them. The defaults know the usual names and shapes of secrets.</summary>
/// <remarks>The rules by name and what they cannot do: docs/guide/redaction.md.</remarks>
public sealed class RedactionOptions
{
    /// <summary>
    /// Whether events are redacted. Turned off, every password, token and message that a caller hands over is kept for good:
    /// an audit log is written to be neither changed nor deleted. Exempt a name, or a place, rather than turn it off.
    /// </summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Further names whose values are masked. <c>iban</c> is also found as <c>customer_iban</c>, <c>customerIban</c> and
    /// <c>Customer-IBAN</c>: a name says what its last words say.
    /// </summary>
    public IList<string> Names { get; } = [];

    /// <summary>
    /// Names whose values are not masked: <c>completion</c>. The whole name counts, in any spelling; <c>user_completion</c> is another.
    /// What looks like a secret is masked there too.
    /// </summary>
    public IList<string> ExemptNames { get; } = [];

    /// <summary>
    /// Places whose values are not masked for their name, as JSON Pointers into the event: <c>/metadata/content</c>. What a change with the
    /// path <c>/body</c> changed is <c>/changes/body</c>. What looks like a secret is masked there too.
    /// </summary>
    public IList<string> ExemptPaths { get; } = [];

    /// <summary>
    /// The application's own rules: each gets a text of an event and returns it with what is secret replaced, or as it was. They run
    /// last, on the calling thread, on every text, so they must be quick and thread-safe. One that throws or returns
    /// <see langword="null"/> masks the whole text.
    /// </summary>
    public IList<Func<string, string?>> Rules { get; } = [];

    /// <summary>Names that are not masked in the events of some actions only, by the action's name.</summary>
    internal Dictionary<string, List<string>> ExemptNamesByAction { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Keeps what stands under a name that is masked otherwise, such as the <c>body</c> of a ticket: in every event, or in those of the
    /// given actions. The whole name counts, in any spelling. What looks like a secret is masked there too.
    /// </summary>
    /// <param name="name">The name: <c>body</c>.</param>
    /// <param name="actions">The actions; none: all.</param>
    public void Keep(string name, params IReadOnlyList<AuditAction> actions)
    {
        ArgumentNullException.ThrowIfNull(actions);
        if (actions.Count == 0)
        {
            ExemptNames.Add(name);
        }

        foreach (var action in actions)
        {
            if (!ExemptNamesByAction.TryGetValue(action.Name, out var names))
            {
                ExemptNamesByAction.Add(action.Name, names = []);
            }

            names.Add(name);
        }
    }

    internal void Validate()
    {
        foreach (var name in Names.Concat(ExemptNames).Concat(ExemptNamesByAction.Values.SelectMany(names => names)))
        {
            if (string.IsNullOrEmpty(name) || MemberNames.Normalize(name).Length == 0 || name.Length > NameWords.Longest)
            {
                throw new ArgumentException(
                    $"Redaction: '{name}' is no name: it needs a letter or a digit, and at most {NameWords.Longest} characters.");
            }
        }

        foreach (var path in ExemptPaths)
        {
            if (path is null
                || !JsonPointer.IsValid(path)
                || !(path.StartsWith("/metadata/", StringComparison.Ordinal) || path.StartsWith("/changes/", StringComparison.Ordinal)))
            {
                throw new ArgumentException(
                    $"Redaction: the exempt path '{path}' must be a JSON Pointer that begins with /metadata/ or /changes/, "
                    + "such as /metadata/content.");
            }
        }

        if (Rules.Contains(null!))
        {
            throw new ArgumentException("Redaction: a rule is null.");
        }
    }
}
