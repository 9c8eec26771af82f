using System.CommandLine;
using Cairn.Mirroring;
using Cairn.Primitives;

namespace Cairn.Cli;

/// <summary><c>cairn mirror</c>: the log as files that anyone can publish and check.</summary>
internal static class MirrorCommand
{
    public static Command Create(CliIo io, CommonOptions options)
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "The folder; it is made, or brought up to date." };
        var command = new CairnCommand("mirror", "Writes the log as C2SP tlog-tiles into a folder, for any web server to publish.")
        {
            Details =
                """
                Only what is new is written, the checkpoint last. The folder holds leaves and hashes, no disclosures: nothing personal. A log that was
                altered, or is older than what the folder holds, is not published.
                """,
            Examples = ["cairn mirror ./public --store sqlite:audit.db"],
            ExitCodes = "0 done; 1 refused: the log does not prove its checkpoint, or the folder holds another or a newer one; 2 could not",
        };
        command.Add(folder);
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(io, options.Read(parsed), parsed.GetRequiredValue(folder).ToString(), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliIo io, LogAddress address, string folder, CancellationToken cancellationToken)
    {
        var open = await address.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = open.ConfigureAwait(false);
        await Sight.ThrowUnlessWholeAsync(open.Store, open.Log, cancellationToken).ConfigureAwait(false);
        var verifier = (await CheckingKey.FindAsync(null, address, open, cancellationToken).ConfigureAwait(false)).Required(address, open);
        var result = await new LogMirror(open.Store, open.Log, folder).WriteAsync(verifier, cancellationToken).ConfigureAwait(false);
        var pruned = result.Pruned == 0 ? "" : $"; {Counted.Of(result.Pruned, "bundle was", "bundles were")} left out, because entries in {(result.Pruned == 1 ? "it" : "them")} have expired";
        new Screen(io).WriteLine(
            $"{folder} mirrors {open.Log.Origin} up to {result.Head.Size}, {result.Head.Size - result.Before} of that new{pruned}");
        return ExitCode.Done;
    }
}
