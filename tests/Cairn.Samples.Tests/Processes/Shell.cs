using System.Diagnostics;

namespace Cairn.Samples.Tests.Processes;

/// <summary>Runs a line as a person types it.</summary>
internal static class Shell
{
    public static async Task<(int Code, string Output)> RunAsync(string folder, string line)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-eu", "-o", "pipefail", "-c", line])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!; // bash is there.
        var (output, error) = (shell.StandardOutput.ReadToEndAsync(ProgramProcess.Cancel), shell.StandardError.ReadToEndAsync(ProgramProcess.Cancel));
        await shell.WaitForExitAsync(ProgramProcess.Cancel);
        return (shell.ExitCode, await output + await error);
    }
}
