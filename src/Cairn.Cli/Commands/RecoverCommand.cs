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
            Description = "Only on PostgreSQL: every host has lost the key, so a new one is created here.",
        };
        var command = new CairnCommand(
            "recover", "Starts a new log for each tenant whose log can no longer be signed, after a restored backup or a lost key.")
        {
            Details =
                """
                It repairs nothing and hides nothing. If the signer refuses a tenant's log, the tenant gets a new log with a new origin,
                and its first entry records the break. The old log stays as it is, and verify --log still shows the break. If you have a
                newer copy of the log or the right key, put that back instead: then there is nothing to recover. The command looks at all
                tenants of the store.
                """,
            Examples = ["cairn recover --store sqlite:audit.db"],
            ExitCodes = "0 done, or nothing to recover; 1 refused; 2 could not be done",
        };
        command.Add(lost);
        command.SetAction((parsed, cancellationToken) => RunAsync(io, options.Read(parsed), parsed.GetValue(lost), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliIo io, LogAddress address, bool lost, CancellationToken cancellationToken)
    {
        if (address.LogId is not null)
        {
            throw new CliException("cairn recover looks at every tenant's newest log: leave --log out.");
        }

        RefuseNewKey(address, lost);
        var store = await address.Store.OpenForRecoveryAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = store.ConfigureAwait(false);
        var recovered = await new LogRecovery(
            store, address.KeyFile, address.Store.IsShared).RecoverAsync(cancellationToken).ConfigureAwait(false);
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
                $"There is no key at {address.KeyFile}: run this where the key is, or name it with --key. "
                + "If it is lost on every host: cairn recover --key-lost");
            DurableFile.MakeFolder(Path.GetDirectoryName(Path.GetFullPath(address.KeyFile))!); // A file lies in a folder.
        }
        else if (address.KeyFile != address.Store.KeyFile)
        {
            throw new CliException(
                $"There is no key at {address.KeyFile}: recover makes a new one only beside the store, "
                + "so that a mistyped --key does no harm.");
        }
    }
}
