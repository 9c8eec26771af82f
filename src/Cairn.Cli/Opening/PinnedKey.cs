using Cairn.Entries;
using Cairn.Merkle;

namespace Cairn.Cli;

/// <summary>The verifier key that a person has from whoever runs the log.</summary>
/// <param name="Verifier">The key.</param>
/// <param name="Origin">Where it stands, as the person named it: an option, or a file.</param>
internal sealed record PinnedKey(NoteVerifier Verifier, string Origin)
{
    /// <exception cref="CliException">It is not a verifier key.</exception>
    public static PinnedKey Typed(string vkey) => Parse(vkey.Trim(), "--vkey", "--vkey is not a verifier key");

    /// <summary>Reads a file as <c>cairn vkey > FILE</c> writes it: the key is the last line.</summary>
    /// <exception cref="CliException">It cannot be read, or its last line is not a verifier key.</exception>
    public static PinnedKey OfFile(string path)
    {
        var lines = InputFile.Text(path).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Parse(lines.LastOrDefault() ?? "", path, $"The last line of {path} is not a verifier key");
    }

    /// <summary>The key, for this log.</summary>
    /// <exception cref="CliException">It is another log's.</exception>
    public NoteVerifier For(LogIdentity log) =>
        Verifier.Name == log.Origin || Verifier.Name.EndsWith($"/{KeyFile.TrueId(log)}", StringComparison.Ordinal)
            ? Verifier
            : throw new CliException($"{Origin} is the key of {Verifier.Name}, but this log is {log.Origin}.", ExitCode.Refused);

    private static PinnedKey Parse(string vkey, string origin, string complaint) =>
        NoteVerifier.TryParse(vkey, out var verifier, out var error)
            ? new(verifier, origin)
            : throw new CliException($"{complaint}: {error}.", ExitCode.Refused);
}
