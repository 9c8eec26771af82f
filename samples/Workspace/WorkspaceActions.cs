namespace Cairn.Samples.Workspace;

/// <summary>The application's own actions, beside the standard ones: a line each.</summary>
internal static class WorkspaceActions
{
    public static readonly AuditAction ChannelArchived = new("channel.archived", AuditCategories.Admin, "{actor} archived {target}");

    /// <summary>The standard actions and our own, by name.</summary>
    public static readonly IReadOnlyDictionary<string, AuditAction> ByName =
        StandardActions.All.Append(ChannelArchived).ToDictionary(action => action.Name);
}
