using Cairn.Querying;

namespace Cairn.Viewer.Models;

/// <summary>What a list shows.</summary>
internal sealed record ListModel(ViewerContext Viewer)
{
    /// <summary>The query as it was typed.</summary>
    public string Text { get; init; } = "";

    /// <summary>Its conditions, each in the language.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [];

    /// <summary>What was found; <see langword="null"/>: the query is none.</summary>
    public AuditPage? Page { get; init; }

    public string? Cursor { get; init; }

    public AuditQueryException? Error { get; init; }

    public Emptiness? Empty { get; init; }

    /// <summary>The actions that are known, for completion.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>The questions that are often asked, by the names of their words.</summary>
    public IEnumerable<(string Name, string Query)> Presets =>
    [
        ("PresetFailedSignIns", "action:login.failed"),
        ("PresetRefusals", "outcome:denied"),
        ("PresetFailures", "outcome:failure"),
        ("PresetRoles", "action:user.role_changed"),
        ("PresetExports", "action:data_export.*,audit_log.exported readings:yes"),
        ("PresetDeletions", "action:record.deleted,container.deleted,data_deletion.*"),
        .. Viewer.Me is { Id: { Length: > 0 } id } me
            ? [("PresetMine", new AuditQuery { Actor = new(me.Type, id) }.Format())]
            : Array.Empty<(string, string)>(),
    ];

    /// <summary>A link to the list without one of the conditions.</summary>
    public string Without(string condition) => Viewer.ToList(string.Join(' ', Conditions.Where(c => c != condition)));
}

/// <summary>How many of what a query asks for there are, over time and by kind.</summary>
internal sealed record CountsModel(ViewerContext Viewer, IReadOnlyList<string> Conditions, TimeBars Bars, IReadOnlyList<Facet> Facets)
{
    public string Query => string.Join(' ', Conditions);

    /// <summary>A link to the entries of a bar: in place of the times that the query has.</summary>
    public string ToBar(TimeBar bar) => Viewer.ToList(string.Join(
        ' ', [.. Conditions.Where(c => !IsTime(c)), new AuditQuery { OccurredFrom = bar.From, OccurredUntil = bar.Until }.Format()]));

    /// <summary>A link that adds a condition, or takes it away where it is there.</summary>
    public string Toggle(string condition) => Viewer.ToList(string.Join(
        ' ', Conditions.Contains(condition) ? Conditions.Where(c => c != condition) : [.. Conditions, condition]));

    private static bool IsTime(string condition) =>
        condition.StartsWith("since:", StringComparison.Ordinal) || condition.StartsWith("until:", StringComparison.Ordinal);
}

/// <summary>Counts by one kind of thing.</summary>
internal sealed record Facet(string Name, IReadOnlyList<FacetValue> Values);

/// <summary>One of its values.</summary>
internal sealed record FacetValue(string Text, string Condition, long Count);
