using System.Text;
using Microsoft.Win32.SafeHandles;
using Spectre.Console;

namespace Cairn.Cli;

/// <summary>The process's own standard streams.</summary>
internal static class StandardIo
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public static CliIo Open() => new()
    {
        Input = Console.OpenStandardInput(),
        Output = new StreamWriter(new ClosableOutput(StandardOutput()), Utf8, bufferSize: 16 * 1024) { NewLine = "\n" },
        Error = new StreamWriter(Console.OpenStandardError(), Utf8) { AutoFlush = true, NewLine = "\n" },
        InputIsTerminal = !Console.IsInputRedirected,
        OutputIsTerminal = !Console.IsOutputRedirected,
        Colours = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Ansi: true, ColorSystem: not ColorSystem.NoColors },
        ErrorIsTerminal = !Console.IsErrorRedirected,
        Environment = Environment.GetEnvironmentVariable,
        DataFolder = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
    };

    // The console's own stream swallows a closed pipe, so that nobody would ever stop writing into it. A file stream tells,
    // but on a file it would keep a position of its own, apart from those who share the file.
    private static Stream StandardOutput()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return Console.OpenStandardOutput();
        }

        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }
}
