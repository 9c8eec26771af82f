using System.CommandLine;

namespace Cairn.Cli;

internal static class VerifyCommand
{
    public static Command Create(CliIo io, CommonOptions options)
    {
        var command = new CairnCommand("verify", "") { Examples = [""], ExitCodes = "" };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(2));
        return command;
    }
}
