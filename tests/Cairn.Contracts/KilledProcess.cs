using System.Diagnostics;
using System.Globalization;

namespace Cairn.Contracts;

/// <summary>
/// Another process that records from four threads until it is killed. After each <see cref="IAuditLog.Record"/> that returned it writes the
/// event's id to a file of the thread's own; now and then it says so, so that whoever kills it needs no clock.
/// </summary>
internal static class KilledProcess
{
    public const int Threads = 4;

    private const int EventsALine = 25;

    /// <summary>Starts a program that hands <c>be-killed LOG FOLDER</c> to <see cref="RunAsync"/>.</summary>
    public static Process Start(string program, string log, string folder)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[] { "exec", program, "be-killed", log, folder })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
    }

    /// <summary>What it does there. Ends by itself after a bounded number of events, in case nobody kills it.</summary>
    public static async Task RunAsync(IAuditLog log, string folder)
    {
        var threads = Enumerable.Range(0, Threads).Select(n => Task.Factory.StartNew(
            () => Record(log, Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"returned-{n}")), n),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        await Task.WhenAll(threads);
    }

    /// <summary>The ids that were written whole: of these events <c>Record</c> had returned.</summary>
    public static IReadOnlyList<Guid> Returned(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "returned-*").SelectMany(file =>
        {
            var bytes = File.ReadAllBytes(file);
            return Enumerable.Range(0, bytes.Length / 16).Select(i => new Guid(bytes.AsSpan(i * 16, 16)));
        }),
    ];

    private static void Record(IAuditLog log, string file, int thread)
    {
        using var returned = File.OpenHandle(file, FileMode.Append, FileAccess.Write);
        var end = RandomAccess.GetLength(returned);
        for (var n = 1; n <= 100_000; n++)
        {
            var id = Guid.CreateVersion7();
            log.Record(Some.Event(actor: $"u-{thread}") with { Id = id });
            RandomAccess.Write(returned, id.ToByteArray(), end);
            end += 16;
            if (n % EventsALine == 0)
            {
                Console.WriteLine(thread);
            }
        }
    }
}
