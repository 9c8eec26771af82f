using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;

namespace Cairn.Samples.Tests;

/// <summary>A sample as its reader starts it: a process, spoken to over HTTP, and what it prints.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    // Far longer than anything takes: then something is wrong, and what is there is told.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();

    private SampleProcess(Process process) => this.process = process;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>What it printed so far.</summary>
    public IReadOnlyCollection<string> Printed => lines;

    /// <summary>Starts it on a free port.</summary>
    /// <param name="name">The sample.</param>
    /// <param name="arguments">Its settings.</param>
    public static async Task<SampleProcess> StartAsync(string name, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [
            Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), "--urls", "http://127.0.0.1:0", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        var sample = new SampleProcess(Process.Start(start) ?? throw new InvalidOperationException("It was not started."));
        var printed = Channel.CreateUnbounded<string>();
        sample.process.OutputDataReceived += (_, e) => sample.Take(e.Data, printed.Writer);
        sample.process.ErrorDataReceived += (_, e) => sample.Take(e.Data, printed.Writer);
        sample.process.BeginOutputReadLine();
        sample.process.BeginErrorReadLine();
        sample.process.EnableRaisingEvents = true;
        sample.process.Exited += (_, _) => printed.Writer.TryComplete();
        await foreach (var line in printed.Reader.ReadAllAsync(Cancel))
        {
            if (line.Contains(Listening, StringComparison.Ordinal))
            {
                sample.Address = new(line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Trim());
                return sample;
            }
        }

        throw new InvalidOperationException($"{name} did not start: {string.Join('\n', sample.lines)}");
    }

    /// <summary>Somebody with a browser: keeps cookies.</summary>
    public HttpClient Visitor() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new() }) { BaseAddress = Address };

    /// <summary>Somebody who is signed in.</summary>
    public async Task<HttpClient> SignedInAsync(string email, string password = "Change-me-1")
    {
        var visitor = Visitor();
        using var answer = await visitor.PostAsJsonAsync("/account/sign-in", new { email, password }, Cancel);
        Assert.True(answer.IsSuccessStatusCode, $"{email} was not signed in: {answer.StatusCode}");
        return visitor;
    }

    /// <summary>What a route answers, once it holds: entries reach the log a moment after the answer.</summary>
    public static async Task<List<JsonElement>> UntilAsync(HttpClient reader, string path, Func<List<JsonElement>, bool> holds)
    {
        List<JsonElement> entries = [];
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(50, Cancel))
        {
            entries = await reader.GetFromJsonAsync<List<JsonElement>>(path, Cancel) ?? [];
            if (holds(entries))
            {
                return entries;
            }
        }

        throw new InvalidOperationException($"After {Patience} the log holds: {string.Join('\n', entries)}");
    }

    /// <summary>Stops it in order, as Ctrl+C does.</summary>
    public async Task StopAsync()
    {
        using (Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await process.WaitForExitAsync(Cancel);
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

    private void Take(string? line, ChannelWriter<string> printed)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
            printed.TryWrite(line);
        }
    }
}
