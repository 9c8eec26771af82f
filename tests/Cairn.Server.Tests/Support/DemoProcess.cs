using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Cairn.Server.Tests.Support;

/// <summary>The demo as a process of its own, with what it says.</summary>
internal sealed partial class DemoProcess : IAsyncDisposable
{
    // What a start says last.
    private const string LastWords = "Ctrl-C stops the demo";

    // Nothing is timed: this only keeps a process that hangs from hanging the tests.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> errors = new();
    private readonly TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DemoProcess(ProcessStartInfo start)
    {
        process = new() { StartInfo = start };
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output => string.Join('\n', output);

    public string Errors => string.Join('\n', errors).Trim();

    public Uri Address => new(Match(Look()));

    public string VerifierKey => Match(Key());

    public long Size => long.Parse(Match(Events()), NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    /// <summary>Starts the program as it was built, in a folder.</summary>
    public static DemoProcess Start(string folder, params IEnumerable<string> arguments) =>
        new(Info(folder, [Path.Combine(AppContext.BaseDirectory, "Cairn.Server.dll"), .. arguments]));

    /// <summary>Starts dotnet with these arguments, in a folder.</summary>
    public static DemoProcess Dotnet(string folder, params IEnumerable<string> arguments) => new(Info(folder, arguments));

    /// <summary>Starts the demo at a free port and waits until it has told its story.</summary>
    public static async Task<DemoProcess> TellAsync(string folder, params IEnumerable<string> arguments)
    {
        var demo = Start(folder, ["demo", .. arguments]);
        await demo.ToldAsync();
        return demo;
    }

    public async Task ToldAsync()
    {
        var ended = process.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (await Task.WhenAny(told.Task, ended).WaitAsync(Patience) == ended)
        {
            Assert.Fail($"The demo ended with {process.ExitCode}:\n{Output}\n{Errors}");
        }
    }

    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
        return process.ExitCode;
    }

    /// <summary>Asks it to stop, as an operator does.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static ProcessStartInfo Info(string folder, IEnumerable<string> arguments) => new("dotnet", arguments)
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private void Hear(string? line)
    {
        output.Enqueue(line ?? "");
        if (line?.Contains(LastWords, StringComparison.Ordinal) == true)
        {
            told.TrySetResult();
        }
    }

    private string Match(Regex pattern)
    {
        var match = pattern.Match(Output);
        Assert.True(match.Success, $"No {pattern} in:\n{Output}");
        return match.Groups[1].Value;
    }

    [GeneratedRegex(@"Look +(http://127\.0\.0\.1:[0-9]+/)")]
    private static partial Regex Look();

    [GeneratedRegex(@"Key +(\S+)")]
    private static partial Regex Key();

    [GeneratedRegex(@"Log +([0-9,]+) events")]
    private static partial Regex Events();
}
