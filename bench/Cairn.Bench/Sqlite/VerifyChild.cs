using System.Diagnostics;
using System.Globalization;
using Cairn.Entries;
using Cairn.Signing;
using Cairn.Verification;
using SQLitePCL;

namespace Cairn.Bench;

/// <summary>Reads every row of a log, then verifies it, and prints: entries, seconds to read, seconds to verify, peak bytes.</summary>
internal static class VerifyChild
{
    private static readonly (string Table, int Columns)[] Tables =
        [("entries", 11), ("targets", 5), ("disclosures", 8), ("replays", 4), ("addresses", 4), ("aliases", 5), ("tiles", 4)];

    public static async Task<int> RunAsync(string log, bool isWarm)
    {
        if (isWarm)
        {
            ReadRows(log); // So that neither figure pays for a cold page cache.
        }

        var reading = Stopwatch.StartNew();
        var entries = ReadRows(log);
        reading.Stop();
        await using var store = Sqlite.SqliteStore.Open(log, Sqlite.SqliteOpenMode.ReadOnly);
        var identity = (await store.ListLogsAsync(default))[0];
        using var key = SigningKey.TryOpen(CairnSqlite.KeyFileOf(log)) ?? throw new InvalidOperationException("There is no key.");
        var verifying = Stopwatch.StartNew();
        var report = await new LogVerifier(store).VerifyAsync(identity, new VerifyOptions { Verifier = key.VerifierOf(identity) }, default);
        verifying.Stop();
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{entries} {reading.Elapsed.TotalSeconds} {verifying.Elapsed.TotalSeconds} {process.PeakWorkingSet64}"));
        return report.Verdict == Verdict.Intact ? 0 : 1;
    }

    /// <summary>Every column of every row, by a plain reader.</summary>
    private static long ReadRows(string log)
    {
        using var database = BareRows.Open(log, raw.SQLITE_OPEN_READONLY);
        long entries = 0, bytes = 0;
        foreach (var (table, columns) in Tables)
        {
            using var rows = database.Prepare($"SELECT * FROM {table}");
            while (rows.Read())
            {
                for (var c = 0; c < columns; c++)
                {
                    bytes += rows.IsInteger(c) ? rows.Integer(c) & 1 : rows.Blob(c).Length;
                }

                entries += table == "entries" ? 1 : 0;
            }
        }

        GC.KeepAlive(bytes);
        return entries;
    }
}
