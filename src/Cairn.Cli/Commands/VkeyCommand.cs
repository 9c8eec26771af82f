using System.CommandLine;
using Cairn.Verification;

namespace Cairn.Cli;

/// <summary><c>cairn vkey</c>: the key others check this log with.</summary>
internal static class VkeyCommand
{
    public static Command Create(CliIo io, CommonOptions options)
    {
        var command = new CairnCommand("vkey", "Prints the log's verifier key as its last line.")
        {
            Details =
                """
                It is the public key, not a secret: give it to whoever checks proofs, mirrors and checkpoints. On a host with the signing
                key, it comes from that key. On other hosts it comes from the store: before you rely on it, compare it with what a host
                with the signing key prints.
                """,
            Examples = ["cairn vkey --store sqlite:audit.db > audit.vkey"],
            ExitCodes = "0 done; 1 the key on this host cannot be used, or is not the one the log was signed with; "
                + "2 could not be done, or nothing is signed yet",
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(io, options.Read(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliIo io, LogAddress address, CancellationToken cancellationToken)
    {
        var open = await address.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = open.ConfigureAwait(false);
        var key = await CheckingKey.FindAsync(null, address, open, cancellationToken).ConfigureAwait(false);
        var verifier = key.Required(address, open);
        var stored = await open.Store.ReadVerifierKeysAsync(open.Log, cancellationToken).ConfigureAwait(false);
        if (stored.Count > 0 && stored.All(k => k.Key != verifier.ToString()))
        {
            throw new CliException(
                $"The key {address.KeyFile} is not the one the log was signed with: its key is {OpeningError.Short(verifier)}, "
                + $"and the store says {stored[^1].Key}",
                ExitCode.Refused);
        }

        io.Output.WriteLine(
            $"The verifier key of the log of tenant {open.Log.Tenant} in {Printable.Line(open.Store.Name)}: origin, key id, public key.");
        io.Output.WriteLine(key.Source == KeySource.Host
            ? "It is not secret. Give it directly to whoever checks this log, not inside a copy of the log."
            : "It comes from the store, because there is no signing key here. Before you rely on it, compare it with what a host "
                + "with the signing key prints.");
        io.Output.WriteLine(verifier);
        return ExitCode.Done;
    }
}
