using System.Collections.Frozen;
using System.Text;

namespace Cairn.Redaction;

/// <summary>Masks what is secret in one JSON value: whole values by their member's name, parts of strings by their look.</summary>
internal sealed class JsonRedactor(MemberNames names, TextRedactor text, IEnumerable<string> exemptPaths)
{
    private readonly FrozenSet<string> exempt = exemptPaths.ToFrozenSet(StringComparer.Ordinal);

    public MemberNames Names { get; } = names;

    public TextRedactor Text { get; } = text;

    /// <summary>The value without its secrets; <see langword="null"/> when there are none.</summary>
    /// <param name="json">Compact, valid JSON.</param>
    /// <param name="path">Where it lies in the event: a JSON Pointer.</param>
    /// <param name="level">In how many strings of JSON it lies.</param>
    public string? Redact(string json, string path, int level = 0)
    {
        if (json[0] == '"' && !json.Contains('\\', StringComparison.Ordinal))
        {
            // The common case, a string without an escape: the same, without the walk.
            return Text.Free(json.AsSpan(1, json.Length - 2), level) is { } redacted ? ((AuditValue)redacted).Json : null;
        }

        var walk = new JsonWalk(this, json, exempt.Count == 0 || level > 0 ? null : new StringBuilder(path), level);
        return walk.Run();
    }

    /// <summary>Whether the application has exempted the place from the rules on names.</summary>
    public bool IsExempt(string path) => exempt.Contains(path);

    /// <summary>Whether any place is exempt: then paths are worth keeping.</summary>
    public bool HasExempt => exempt.Count > 0;

    /// <summary>The value under a name that says secret: masked whole, unless there is nothing to mask.</summary>
    public static bool IsSecret(ReadOnlySpan<char> json, MaskRule rule) =>
        json[0] == '"' ? Pairs.IsSecret(json[1..^1], rule, isQuoted: true)
        : Pairs.IsSecret(json, rule, isQuoted: false) && json is not ("{}" or "[]");

    /// <summary>
    /// Whether the rule says all about a value. Where the name alone does not say secret, an object or array is looked into.
    /// </summary>
    public static bool Settles(ReadOnlySpan<char> json, MaskRule rule) => rule.Needs is null || json[0] is not ('{' or '[');
}
