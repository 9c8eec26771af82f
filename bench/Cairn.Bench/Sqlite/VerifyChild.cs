using System.Diagnostics;
using System.Globalization;

namespace Cairn.Bench;

/// <summary>Reads every row of a log, then verifies it, and prints: entries, seconds to read, seconds to verify, peak bytes.</summary>
internal static class VerifyChild
{
    private static readonly string[] Tables = ["entries", "targets", "disclosures", "replays", "tiles"];

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
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entries} {reading.Elapsed.TotalSeconds} {verifying.Elapsed.TotalSeconds} {process.PeakWorkingSet64}"));
        return report.Verdict == Verdict.Intact ? 0 : 1;
    }

    /// <summary>Every column of every row, by a plain reader.</summary>
    private static long ReadRows(string log)
    {
        using var connection = BareRows.Open(log);
        long entries = 0;
        foreach (var table in Tables)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {table}";
            using var reader = command.ExecuteReader();
            var row = new object[reader.FieldCount];
            while (reader.Read())
            {
                reader.GetValues(row);
                entries += table == "entries" ? 1 : 0;
            }
        }

        return entries;
    }
}
