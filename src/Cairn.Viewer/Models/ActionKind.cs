namespace Cairn.Viewer.Models;

/// <summary>What kind of thing an action does, by its verb: it has a sign and a colour.</summary>
internal static class ActionKind
{
    private static readonly HashSet<string> Creating =
    [
        "created", "added", "started", "granted", "registered", "invited", "uploaded", "issued", "opened", "enabled", "connected",
        "activated", "published", "approved", "joined", "imported", "restored", "placed", "continued",
    ];

    private static readonly HashSet<string> Removing =
    [
        "deleted", "removed", "stopped", "revoked", "disconnected", "cancelled", "canceled", "disabled", "deactivated", "rejected", "left",
        "archived", "purged", "erased", "expired", "killed", "withdrawn", "denied", "violated", "dropped", "lifted", "banned", "blocked",
    ];

    private static readonly HashSet<string> Accessing =
    [
        "viewed", "read", "exported", "downloaded", "queried", "requested", "accessed", "listed", "searched", "succeeded", "failed",
        "ended", "printed", "shared", "sent", "completed",
    ];

    /// <summary><c>create</c>, <c>remove</c>, <c>access</c> or <c>change</c>.</summary>
    public static string Of(string action)
    {
        var verb = action[(action.LastIndexOfAny(['.', '_']) + 1)..];
        return Creating.Contains(verb) ? "create" : Removing.Contains(verb) ? "remove" : Accessing.Contains(verb) ? "access" : "change";
    }
}
