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
        Pairs.IsSecret(json[0] == '"' ? json[1..^1] : json, rule) && json is not ("{}" or "[]");
}
