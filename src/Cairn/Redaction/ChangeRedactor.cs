namespace Cairn.Redaction;

/// <summary>Masks changes: both sides whole when the path says secret, else what is secret within them.</summary>
internal sealed class ChangeRedactor(JsonRedactor json)
{
    private const string Root = "/changes";

    public IReadOnlyList<AuditChange> Redact(IReadOnlyList<AuditChange> changes)
    {
        AuditChange[]? changed = null;
        for (var i = 0; i < changes.Count; i++)
        {
            var change = changes[i];
            if (Redact(change) is var other && !ReferenceEquals(change, other))
            {
                (changed ??= [.. changes])[i] = other;
            }
        }

        return changed ?? changes;
    }

    private AuditChange Redact(AuditChange change)
    {
        var path = PointerText.Redact(change.Path);
        var rule = RuleOf(path ?? change.Path);
        var place = json.HasExempt ? Root + change.Path : Root;
        var (before, after) = (Side(change.Before, rule, place), Side(change.After, rule, place));
        return path is null && before is null && after is null
            ? change
            : new(path ?? change.Path, before ?? change.Before, after ?? change.After);
    }

    private AuditValue? Side(AuditValue? side, MaskRule? rule, string place)
    {
        if (side is not { } value)
        {
            return null;
        }

        var masked = rule is not null && JsonRedactor.IsSecret(value.Json, rule) ? rule.Json
            : rule is null || rule.Needs is not null ? json.Redact(value.Json, place)
            : null;
        return masked is null ? default(AuditValue?) : AuditValue.Trusted(masked); // A bare null would become JSON's.
    }

    /// <summary>The rule of the first name in the path that says secret: what lies under <c>/credentials</c> is as secret as it.</summary>
    private MaskRule? RuleOf(string path)
    {
        for (int start = 0, end; start < path.Length; start = end)
        {
            var next = path.AsSpan(start + 1).IndexOf('/');
            end = next < 0 ? path.Length : start + 1 + next;
            if (json.Names.Find(path.AsSpan((start + 1)..end)) is { } rule && !(json.HasExempt && json.IsExempt(Root + path[..end])))
            {
                return rule;
            }
        }

        return null;
    }
}
