namespace Cairn.Cli;

/// <summary>Ends a command with one line for people.</summary>
internal sealed class CliException(string message, int exitCode = ExitCode.CouldNot) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
