using System.Diagnostics;
using Cairn.Entries;
using Cairn.Proofs;
using Cairn.Stores;

namespace Cairn.Bench;

/// <summary>Making a proof of a random entry, tiles read from the file.</summary>
internal static class ProofFigures
{
    public static async Task RunAsync(Report report, string log)
    {
        await using var store = Sqlite.SqliteStore.Open(log, Sqlite.SqliteOpenMode.ReadOnly);
        var identity = (await store.ListLogsAsync(default))[0];
        var size = (await store.ReadHeadAsync(identity, default)).Size;
        var random = new Random(2);
        var times = new List<double>();
        for (var i = 0; i < 1_000; i++)
        {
            var entry = (await store.ReadEntriesAsync(identity, random.NextInt64(size), 1, default))[0];
            var watch = Stopwatch.StartNew();
            var proof = await EntryProof.MakeAsync(store, identity, entry, [], default);
            _ = proof.Proof.Format();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        report.Add(new Figure("sqlite", $"a proof out of {size:#,##0} entries, median", times[500], "ms").AtMost(5));
        report.Add(new Figure("sqlite", "  the same, p99", times[990], "ms"));
    }
}
