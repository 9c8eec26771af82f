using Cairn.Entries;

namespace Cairn.Cli;

/// <summary>The log that a recovered one goes on from. It stays where it is, with what was recorded before the break.</summary>
internal static class OlderLog
{
    /// <summary>The tenant's log before this one; <see langword="null"/> where there is none, or this login does not see it.</summary>
    public static async Task<LogIdentity?> OfAsync(OpenLog open, CancellationToken cancellationToken) => open.Log.Generation == 1 ? null
        : (await open.Store.ListLogsAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(
            l => l.Tenant == open.Log.Tenant && l.Generation == open.Log.Generation - 1);
}
