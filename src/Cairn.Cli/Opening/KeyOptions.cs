using System.CommandLine;

namespace Cairn.Cli;

/// <summary>The options by which a person says what a log's verifier key is.</summary>
internal sealed class KeyOptions
{
    private readonly Option<string> vkey =
        new("--vkey") { Description = "The log's verifier key, as cairn vkey prints it.", HelpName = "KEY" };

    private readonly Option<FileInfo> file = new("--vkey-file")
    {
        Description = "A file with the log's verifier key, as cairn vkey > FILE writes it.",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        command.Add(vkey);
        command.Add(file);
    }

    /// <summary>The key; <see langword="null"/>: none is named.</summary>
    /// <exception cref="CliException">It is none, or two are named.</exception>
    public PinnedKey? Read(ParseResult parsed) => (parsed.GetValue(vkey), parsed.GetValue(file)?.ToString()) switch
    {
        (null, null) => null,
        ({ } typed, null) => PinnedKey.Typed(typed),
        (null, { } path) => PinnedKey.OfFile(path),
        _ => throw new CliException("--vkey and --vkey-file both name the key: leave one out."),
    };
}
