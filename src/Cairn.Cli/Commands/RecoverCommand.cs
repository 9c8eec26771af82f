using System.CommandLine;
using Cairn.Files;
using Cairn.Recovery;
using Cairn.Stores;

namespace Cairn.Cli;

/// <summary><c>cairn recover</c>: lets logs go on that can be signed no more.</summary>
internal static class RecoverCommand
{
    public static Command Create(CliIo io, CommonOptions options)
    {
        var lost = new Option<bool>("--key-lost")
        {
            Description = "On PostgreSQL, where the key lies on the hosts that sign: it is lost on all of them, and a new one is made here.",
        };
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
        command.Add(lost);
        command.SetAction((parsed, cancellationToken) => RunAsync(io, options.Read(parsed), parsed.GetValue(lost), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliIo io, LogAddress address, bool lost, CancellationToken cancellationToken)
    {
        if (address.LogId is not null)
        {
            throw new CliException("--log names one log, and recover looks at every tenant's newest: leave it out.");
        }

        RefuseNewKey(address, lost);
        var store = await address.Store.OpenForRecoveryAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = store.ConfigureAwait(false);
        var recovered = await new LogRecovery(store, address.KeyFile, address.Store.IsShared).RecoverAsync(cancellationToken).ConfigureAwait(false);
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

    // A new key ends every log that the old one signed: it must not come of running this on the wrong machine, or of a mistyped file.
    private static void RefuseNewKey(LogAddress address, bool lost)
    {
        if (File.Exists(address.KeyFile))
        {
            return;
        }

        if (address.Store.IsShared)
        {
            _ = lost ? true : throw new CliException(
                $"There is no key at {address.KeyFile}: run this where the key is, or name it with --key. If it is lost on every host: cairn recover --key-lost");
            DurableFile.MakeFolder(Path.GetDirectoryName(Path.GetFullPath(address.KeyFile))!); // A file lies in a folder.
        }
        else if (address.KeyFile != address.Store.KeyFile)
        {
            throw new CliException($"There is no key at {address.KeyFile}: recover makes a new one only beside the store, so that a mistyped --key does no harm.");
        }
    }
}
