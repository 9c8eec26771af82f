using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Cairn.Cli;

/// <summary>The usual help, then examples and exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    private const string AnyCommand = "0 done; 1 refused, or found altered; 2 could not be done; 130 stopped by Ctrl-C";

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command as CairnCommand;
        if (command is { Details.Length: > 0 })
        {
            output.WriteLine(command.Details);
            output.WriteLine();
        }

        output.WriteLine(command?.Examples.Count > 1 ? "Examples:" : "Example:");
        foreach (var example in command?.Examples ?? ["cairn list --store sqlite:audit.db"])
        {
            output.WriteLine($"  {example}");
        }

        output.WriteLine();
        output.WriteLine("Exit codes:");
        output.WriteLine($"  {command?.ExitCodes ?? AnyCommand}");
        output.WriteLine();
        return code;
    }
}
