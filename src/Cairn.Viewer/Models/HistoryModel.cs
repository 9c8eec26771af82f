namespace Cairn.Viewer.Models;

/// <summary>What happened to somebody or something, or what somebody did.</summary>
internal sealed record HistoryModel(
    ViewerContext Viewer, AuditSubject Subject, bool IsActor, bool IsOldestFirst, AuditPage Page, string Query, string Name)
{
    /// <summary>A link to this history, from another side, in another order, or further on.</summary>
    public string To(bool isActor, bool isOldestFirst, string? cursor = null) => Viewer.To(
        "/history",
        ("of", isActor ? "actor" : "target"),
        ("type", Subject.Type),
        ("id", Subject.Id),
        ("order", isOldestFirst ? "oldest" : null),
        ("cursor", cursor));
}

/// <summary>An entry on a page of its own, with what belongs to it.</summary>
internal sealed record EntryModel(
    ViewerContext Viewer,
    AuditEntry Entry,
    AuditEntry? Newer,
    AuditEntry? Older,
    IReadOnlyList<AuditEntry> Request,
    IReadOnlyList<AuditEntry> Operation);

/// <summary>What goes on in a log.</summary>
internal sealed record OverviewModel(
    ViewerContext Viewer,
    int Days,
    TimeBars Bars,
    Facet Actors,
    Facet Actions,
    IReadOnlyList<AuditEntry> Refusals,
    IReadOnlyList<FacetValue> New);
