namespace Cairn.Cli;

/// <summary>What a command reads from and writes to.</summary>
internal sealed record CliIo
{
    public required Stream Input { get; init; }

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    public bool InputIsTerminal { get; init; }

    /// <summary>Whether a person watches the output.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether the output's terminal shows colours.</summary>
    public bool Colours { get; init; }

    public bool ErrorIsTerminal { get; init; }

    public required Func<string, string?> Environment { get; init; }

    /// <summary>Where a person's programs keep what is theirs on this machine; empty where there is no such place.</summary>
    public string DataFolder { get; init; } = "";

    /// <summary>One line on standard error, whatever the message holds.</summary>
    public void Report(string message) => Error.WriteLine($"cairn: {Printable.Line(message)}");
}
