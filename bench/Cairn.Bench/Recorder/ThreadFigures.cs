using System.Diagnostics;
using System.Text.Json;

namespace Cairn.Bench;

/// <summary>
/// Four threads recording into one spool, beside four that each serialise and write to a file of their own. They
/// take turns, round by round.
/// </summary>
internal static class ThreadFigures
{
    private const int Threads = 4;
    private const int Rounds = 10;

    public static void Run(Report report, int events)
    {
        using var workspace = new Workspace();
        using var bench = new RecorderBench(workspace.File("spool"));
        var each = events / Threads / Rounds;
        var own = Enumerable.Range(0, Threads).Select(t => RecorderBench.Events(Math.Min(each, 5_000), seed: 5 + t)).ToArray();
        var plain = own.Select(events => events.Select(PlainEvent.Of).ToArray()).ToArray();
        var (recording, writing) = (new Stopwatch(), new Stopwatch());
        for (var round = -2; round < Rounds; round++)
        {
            if (round == 0)
            {
                recording.Reset(); // The first rounds warmed up.
                writing.Reset();
            }

            Time(recording, t => Repeat(own[t], each, bench.Record));
            bench.Drain();
            Time(writing, t => Write(workspace.File($"plain-{t}"), plain[t], each));
        }

        var all = (double)each * Threads * Rounds;
        report.Add(new Figure(
            "recorder",
            "four threads vs four serialising and writing each to its file",
            all / recording.Elapsed.TotalSeconds,
            "events/s") { Baseline = all / writing.Elapsed.TotalSeconds }.AtLeastRatio(0.60));
        report.Add(new Figure("recorder", "  events dropped", bench.Dropped, "events").AtMost(0));
    }

    private static void Write(string path, PlainEvent[] events, int count)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        var offset = 0L;
        Repeat(events, count, plain =>
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(plain, PlainJson.Default.PlainEvent);
            RandomAccess.Write(file, bytes, offset);
            offset += bytes.Length;
        });
    }

    private static void Repeat<T>(T[] events, int count, Action<T> act)
    {
        for (var i = 0; i < count; i++)
        {
            act(events[i % events.Length]);
        }
    }

    private static void Time(Stopwatch watch, Action<int> act)
    {
        using var start = new Barrier(Threads + 1);
        var threads = Enumerable.Range(0, Threads).Select(t => new Thread(() =>
        {
            start.SignalAndWait();
            act(t);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        start.SignalAndWait();
        watch.Start();
        threads.ForEach(thread => thread.Join());
        watch.Stop();
    }
}
