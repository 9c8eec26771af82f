using System.Diagnostics;
using System.Globalization;
using Cairn.Stores;

namespace Cairn.Contracts;

/// <summary>
/// Another process that records while somebody meddles with the files of its spool. It says on its output what was recorded and when what
/// was done to the files is mended, so that whoever kills it needs no clock.
/// </summary>
internal static class MeddledProcess
{
    /// <summary>What it says once what was done to its files is noticed and mended.</summary>
    public const string Mended = "mended";

    /// <summary>What it says after so many events.</summary>
    public const string Recorded = "recorded";

    private const int EventsALine = 25;
    private const int Threads = 2;

    /// <summary>Opens a log with options, whose appends do what is said.</summary>
    internal delegate Task<CairnLog> Open(string path, CairnOptions options, Action<AppendStep>? fault);

    /// <summary>Starts a program that hands its arguments to <see cref="RunAsync"/>.</summary>
    /// <param name="program">The program.</param>
    /// <param name="log">The file of the log.</param>
    /// <param name="spool">The folder of its spool.</param>
    /// <param name="said">The folder for what was accepted.</param>
    /// <param name="isAway">Whether the store takes nothing.</param>
    public static Process Start(string program, string log, string spool, string said, bool isAway)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "exec", program, "be-meddled-with", log, spool, said, isAway ? "away" : "there" })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
    }

    /// <summary>What it does there. Ends by itself after a bounded number of events, in case nobody kills it.</summary>
    public static async Task<int> RunAsync(string[] args, Open open)
    {
        var (path, spool, said, isAway) = (args[1], args[2], args[3], args[4] == "away");
        var options = new CairnOptions { SpoolFolder = spool };
        var log = await open(
            path, options, isAway ? _ => throw new CairnStoreException("The store is away.") { NothingWritten = true } : null);
        await using var closing = log;
        var watching = new Thread(() => Watch(log)) { IsBackground = true };
        watching.Start();
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(n => Task.Factory.StartNew(
            () => Record(log, Path.Combine(said, string.Create(CultureInfo.InvariantCulture, $"returned-{n}")), n),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        return 0;
    }

    // Only what was accepted is written down: an event that was dropped is counted, and told to the log by its count.
    private static void Record(CairnLog log, string file, int thread)
    {
        using var accepted = File.OpenHandle(file, FileMode.Append, FileAccess.Write);
        var end = RandomAccess.GetLength(accepted);
        for (var n = 1; n <= 60_000; n++)
        {
            var (id, dropped) = (Guid.CreateVersion7(), log.Dropped);
            log.Record(Some.Event(actor: $"u-{thread}") with { Id = id });
            if (log.Dropped == dropped)
            {
                RandomAccess.Write(accepted, id.ToByteArray(), end);
                end += 16;
            }

            if (n % EventsALine == 0)
            {
                Console.WriteLine(Recorded);
                Thread.Sleep(10); // Not the disk's whole room at once.
            }
        }
    }

    private static void Watch(CairnLog log)
    {
        var known = 0L;
        while (true)
        {
            if (log.Spool is { Spool: { } spool } && spool.Incidents.Count is var count && count != known)
            {
                for (var looks = spool.Looks; spool.Looks < looks + 2;)
                {
                    Thread.Sleep(5);
                }

                known = count;
                Console.WriteLine(Mended);
            }

            Thread.Sleep(5);
        }
    }
}
