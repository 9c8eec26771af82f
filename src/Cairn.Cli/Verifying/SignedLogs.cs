using Cairn.Signing;
using Cairn.Stores;

namespace Cairn.Cli;

/// <summary>Opens the log to verify. One that was signed and is gone was deleted, and that is an alteration like any other.</summary>
internal static class SignedLogs
{
    /// <exception cref="CliException">There is no such log.</exception>
    public static async Task<OpenLog> OpenAsync(LogAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return await address.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CliException e)
        {
            var deleted = await DeletedAsync(address, cancellationToken).ConfigureAwait(false);
            throw deleted.Count == 0 ? e : new CliException(
                $"{e.Message} Its signer signed {string.Join(", ", deleted)}, which is not there: it was deleted.", ExitCode.Refused);
        }
    }

    /// <summary>
    /// Logs that the store's own key has signed and that are not in it. A key that lies elsewhere may sign for other files too; and a login
    /// that reads no secret may not see every log.
    /// </summary>
    public static async Task<IReadOnlyList<string>> VanishedAsync(LogAddress address, ILogStore store, CancellationToken cancellationToken)
    {
        var memory = SignerMemory.Of(address.KeyFile);
        if (!address.IsKeyOfStore || memory.IsEmpty)
        {
            return [];
        }

        var logs = await store.ListLogsAsync(cancellationToken).ConfigureAwait(false);
        return LoginView.IsPartial(store) || (address.Store.IsShared && logs.Any(l => l.Secret.Length == 0)) ? [] : memory.Vanished(logs);
    }

    private static async Task<IReadOnlyList<string>> DeletedAsync(LogAddress address, CancellationToken cancellationToken)
    {
        var store = await address.Store.OpenForReadingAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = store.ConfigureAwait(false);
        return [.. (await VanishedAsync(address, store, cancellationToken).ConfigureAwait(false)).Take(3)];
    }
}
