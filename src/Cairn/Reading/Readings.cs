using Cairn.Stores;

namespace Cairn.Reading;

/// <summary>Entries about reading the log: lists, counts and exports leave them out unless they are asked for.</summary>
internal static class Readings
{
    private const string Prefix = "audit_log.";

    public static IReadOnlyList<ActionName> Actions { get; } = [new(Prefix, IsPrefix: true)];

    /// <summary>Whether a query asks for them: it says so, or names their actions.</summary>
    public static bool AreAskedFor(AuditQuery query) => query.IncludesReadings || Names(query);

    /// <summary>Whether entries with one of these actions may be some.</summary>
    public static bool MayBeAmong(IReadOnlyList<ActionName>? actions) =>
        actions?.All(a => !a.IsPrefix && !a.Text.StartsWith(Prefix, StringComparison.Ordinal)) != true;

    private static bool Names(AuditQuery query) =>
        query.Actions.Any(a => a.StartsWith(Prefix[..^1], StringComparison.Ordinal)) || query.AllOf.Concat(query.AnyOf).Any(Names);
}
