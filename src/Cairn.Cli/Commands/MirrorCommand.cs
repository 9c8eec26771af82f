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
                It writes only what is new, and the checkpoint last. The folder contains the hashed part of each entry and the hashes, and
                nothing personal. It refuses a log that was altered, or that is older than the folder.
                """,
            Examples = ["cairn mirror ./public --store sqlite:audit.db"],
            ExitCodes =
                "0 done; 1 refused: the log does not prove its checkpoint, or the folder holds another or a newer one; 2 could not be done",
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
        await LoginView.ThrowUnlessWholeAsync(open.Store, open.Log, cancellationToken).ConfigureAwait(false);
        var verifier = (await CheckingKey.FindAsync(null, address, open, cancellationToken).ConfigureAwait(false)).Required(address, open);
        var result = await new LogMirror(open.Store, open.Log, folder).WriteAsync(verifier, cancellationToken).ConfigureAwait(false);
        var pruned = result.Pruned == 0
            ? ""
            : $"; {Counted.Of(result.Pruned, "bundle was", "bundles were")} left out, because entries in "
                + $"{(result.Pruned == 1 ? "it" : "them")} have expired";
        new Screen(io).WriteLine(
            $"{folder} mirrors {open.Log.Origin} up to {result.Head.Size}, {result.Head.Size - result.Before} of that new{pruned}");
        return ExitCode.Done;
    }
}
