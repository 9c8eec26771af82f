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

    /// <summary>Logs that the key beside the store has signed and that are not in it. A key that lies elsewhere may sign for other stores too.</summary>
    public static async Task<IReadOnlyList<string>> VanishedAsync(LogAddress address, ILogStore store, CancellationToken cancellationToken)
    {
        var memory = SignerMemory.Of(address.KeyFile);
        return address.KeyFile == address.Store.KeyFile && !memory.IsEmpty
            ? memory.Vanished(await store.ListLogsAsync(cancellationToken).ConfigureAwait(false))
            : [];
    }

    private static async Task<IReadOnlyList<string>> DeletedAsync(LogAddress address, CancellationToken cancellationToken)
    {
        var store = address.Store.OpenForReading();
        await using var closing = store.ConfigureAwait(false);
        return [.. (await VanishedAsync(address, store, cancellationToken).ConfigureAwait(false)).Take(3)];
    }
}
