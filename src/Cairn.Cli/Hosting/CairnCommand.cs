using System.CommandLine;

namespace Cairn.Cli;

/// <summary>A command with examples to copy.</summary>
internal sealed class CairnCommand(string name, string description) : Command(name, description)
{
    /// <summary>What its help says beside the description.</summary>
    public string Details { get; init; } = "";

    /// <summary>Lines as a person types them.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>What the exit codes mean here.</summary>
    public required string ExitCodes { get; init; }
}
