using Cairn.Files;
using Cairn.Hosting;
using Cairn.Signing;
using Cairn.Stores;
using Microsoft.Extensions.Logging;

namespace Cairn.Cli;

/// <summary>The key of a store that many hosts share: made here for the first of them, and not missed on one that only appends.</summary>
/// <param name="store">The store.</param>
/// <param name="files">Where this host keeps the spool.</param>
/// <param name="file">Where the key is or will be.</param>
/// <param name="isDefault">Whether nobody named the file: then this host may have none.</param>
internal sealed class SharedKey(ILogStore store, LogFiles files, string file, bool isDefault)
{
    /// <summary>Opens the log with the key, or without it where others have it, and says so.</summary>
    public async Task<CairnLog> OpenAsync(ILogger logger, CliIo io, CancellationToken cancellationToken)
    {
        var isNew = !File.Exists(file);
        if (isNew && isDefault && SignerMemory.Of(file).IsEmpty && await WasSignedAsync(cancellationToken).ConfigureAwait(false))
        {
            io.Report(
                $"there is no signing key at {file}, and {store.Name} was signed before: entries are appended here and signed by a host "
                + "that has the key (--key FILE)");
            return await CairnLog.OpenAsync(store, files, new() { SpoolWhenNeeded = true }, logger).ConfigureAwait(false);
        }

        if (isNew && isDefault)
        {
            DurableFile.MakeFolder(Path.GetDirectoryName(file)!); // A default file has one.
        }

        var log = await CairnLog.OpenAsync(store, files, new() { KeyFile = file, SpoolWhenNeeded = true }, logger).ConfigureAwait(false);
        if (isNew)
        {
            io.Report(
                $"made the signing key {file}: keep it and its folder {SignerMemory.Of(file).Folder} away from the database's "
                + "machine, and back both up together");
        }

        return log;
    }

    private async Task<bool> WasSignedAsync(CancellationToken cancellationToken) =>
        (await store.ReadProgressAsync(cancellationToken).ConfigureAwait(false)).Any(p => p.Checkpoint is not null);
}
