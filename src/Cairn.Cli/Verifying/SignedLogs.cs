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

    // A key that lies elsewhere may sign for other stores too: what it signed need not be in this one.
    private static async Task<List<string>> DeletedAsync(LogAddress address, CancellationToken cancellationToken)
    {
        var memory = CairnLog.MemoryOf(address.KeyFile);
        if (address.KeyFile != address.Store.KeyFile || memory.IsEmpty)
        {
            return [];
        }

        var store = address.Store.OpenForReading();
        await using var closing = store.ConfigureAwait(false);
        var there = await store.ListLogsAsync(cancellationToken).ConfigureAwait(false);
        var signed = Directory.EnumerateFiles(memory.Folder).Select(f => Path.GetFileName(f)!).Where(LogIdentity.IsLogId); // A file's path has a name.
        return [.. signed.Except(there.Select(KeyFile.TrueId)).Take(3)];
    }
}
