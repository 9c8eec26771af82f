using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Cairn.Samples.Tests.Processes;

/// <summary>A program as it was built, as a process of its own, with what it says.</summary>
internal sealed class ProgramProcess : IAsyncDisposable
{
    // Nothing is timed: this only keeps a process that hangs from hanging the tests.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> errors = new();

    private ProgramProcess(ProcessStartInfo start)
    {
        process = new() { StartInfo = start };
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string Output => string.Join('\n', output);

    public string Errors => string.Join('\n', errors).Trim();

    /// <summary>Starts a program in a folder.</summary>
    /// <param name="folder">Where it works.</param>
    /// <param name="program">Its name: <c>Workspace</c>.</param>
    /// <param name="environment">What it finds in its environment.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ProgramProcess Start(
        string folder, string program, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, program + ".dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(start);
    }

    /// <summary>Waits until it has said something.</summary>
    /// <returns>What it said; <see langword="null"/>: it ended before.</returns>
    public async Task<Match?> SaysAsync(string pattern)
    {
        Match? said = null;
        await UntilAsync(() => (said = Regex.Match(Output, pattern)).Success || process.HasExited, () => $"{pattern} in:\n{Output}\n{Errors}");
        return said is { Success: true } ? said : null;
    }

    /// <summary>Waits until it has said something, which it must.</summary>
    public async Task<Match> SaidAsync(string pattern)
    {
        var said = await SaysAsync(pattern);
        Assert.True(said is not null, $"It ended without {pattern}:\n{Output}\n{Errors}");
        return said;
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        process.Kill(entireProcessTree: true);
        await EndAsync();
    }

    /// <summary>Asks it to stop, as an operator does.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Cancel);
        return await EndAsync();
    }

    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync(Cancel).WaitAsync(Patience, Cancel);
        return process.ExitCode;
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, Func<string> what)
    {
        var began = Stopwatch.StartNew();
        while (!await isSo())
        {
            Assert.True(began.Elapsed < Patience, $"It never came to {what()}");
            await Task.Delay(20, Cancel); // Between two looks.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    private static Task UntilAsync(Func<bool> isSo, Func<string> what) => UntilAsync(() => Task.FromResult(isSo()), what);
}
