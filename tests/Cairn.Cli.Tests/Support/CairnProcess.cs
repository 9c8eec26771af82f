using System.Diagnostics;

namespace Cairn.Cli.Tests;

/// <summary>Runs the built <c>cairn</c> as its users do: a process of its own.</summary>
internal static class CairnProcess
{
    public static string Assembly { get; } = typeof(CliApp).Assembly.Location;

    /// <summary>Runs a shell line in which <c>cairn</c> is the built program.</summary>
    public static Outcome Shell(string folder, string script) =>
        Finish(Start("/bin/sh", folder, ["-c", $"cairn() {{ dotnet exec '{Assembly}' \"$@\"; }}\n{script}"]));

    public static Process Start(string folder, params string[] args) => Start("dotnet", folder, ["exec", Assembly, .. args]);

    public static Outcome Finish(Process process)
    {
        using (process)
        {
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            var errors = error.GetAwaiter().GetResult();
            process.WaitForExit();
            return new(process.ExitCode, output, errors);
        }
    }

    private static Process Start(string program, string folder, string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("CAIRN_STORE");
        start.Environment.Remove("CAIRN_DEBUG");
        return Process.Start(start)!; // A new process was asked for.
    }
}
