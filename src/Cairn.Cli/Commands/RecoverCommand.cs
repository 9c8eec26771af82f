using System.CommandLine;
using Cairn.Sqlite;

namespace Cairn.Cli;

/// <summary><c>cairn recover</c>: lets logs go on that can be signed no more.</summary>
internal static class RecoverCommand
{
    public static Command Create(CliIo io, CommonOptions options)
    {
        var command = new CairnCommand("recover", "After a restored backup or a lost key: lets every log go on that cannot be signed any more.")
        {
            Details =
                """
                Nothing is mended or hidden. A tenant's log that the signer refuses goes on as a new log under a new origin, whose first entry attests
                the break; the old one stays as it is, and verify --log still shows the break. Put a newer copy or the right key back first, if you
                have it: then there is nothing to recover. All tenants of the store are looked at.
                """,
            Examples = ["cairn recover --store sqlite:audit.db"],
            ExitCodes = "0 done, or nothing to recover; 1 refused; 2 could not",
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(io, options.Read(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliIo io, LogAddress address, CancellationToken cancellationToken)
    {
        if (address.LogId is not null)
        {
            throw new CliException("--log names one log, and recover looks at every tenant's newest: leave it out.");
        }

        if (address.KeyFile != address.Store.KeyFile && !File.Exists(address.KeyFile))
        {
            throw new CliException($"There is no key at {address.KeyFile}: recover makes a new one only beside the store, so that a mistyped --key does no harm.");
        }

        await address.Store.OpenForReading().DisposeAsync().ConfigureAwait(false); // Recovering must not make a file where a path is mistyped.
        var store = SqliteStore.Open(address.Store.Path, SqliteOpenMode.ReadWriteCreate);
        await using var closing = store.ConfigureAwait(false);
        var recovered = await new LogRecovery(store, address.KeyFile, new()).RecoverAsync(cancellationToken).ConfigureAwait(false);
        var screen = new Screen(io);
        foreach (var log in recovered)
        {
            screen.WriteLine(
                $"The log of tenant {log.Old.Tenant} ({log.Attested.Reason}) goes on under the origin {log.New.Origin}; ",
                $"what was there stays: cairn verify --log {log.Old.LogId}");
        }

        screen.WriteLine(recovered.Count == 0
            ? "Every log can be signed: there is nothing to recover."
            : "Give the new verifier keys (cairn vkey) to whoever checks these logs.");
        return ExitCode.Done;
    }
}
