namespace Cairn.Cli;

/// <summary>What a command's exit code says. The help of every command repeats it.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Something was refused, or is not as it was written.</summary>
    public const int Refused = 1;

    /// <summary>The command could not do its work.</summary>
    public const int CouldNot = 2;

    /// <summary>Stopped by Ctrl-C, as shells number it.</summary>
    public const int Interrupted = 130;
}
