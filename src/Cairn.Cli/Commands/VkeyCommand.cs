using System.CommandLine;

namespace Cairn.Cli;

/// <summary><c>cairn vkey</c>: the key others check this log with.</summary>
internal static class VkeyCommand
{
    public static Command Create(CliIo io, CommonOptions options)
    {
        var command = new CairnCommand("vkey", "Prints the log's verifier key as its last line.")
        {
            Details = "It is not secret: give it to whoever checks proofs, mirrors and checkpoints.",
            Examples = ["cairn vkey --store sqlite:audit.db | tail -1"],
            ExitCodes = "0 done; 1 the key cannot be used; 2 could not",
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(io, options.Read(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliIo io, LogAddress address, CancellationToken cancellationToken)
    {
        var open = await address.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = open.ConfigureAwait(false);
        var verifier = KeyFile.Required(address.KeyFile, open.Log);
        io.Output.WriteLine($"The verifier key of the log of tenant {open.Log.Tenant} in {Printable.Line(open.Store.Name)}: origin, key id, public key.");
        io.Output.WriteLine("It is not secret. Whoever checks this log should have it from you directly, not from a copy of the log.");
        io.Output.WriteLine(verifier);
        return ExitCode.Done;
    }
}
