using Cairn.Entries;
using Npgsql;

namespace Cairn.Bench;

/// <summary>
/// What each index costs an append, in rate, in bytes of write-ahead log and in bytes on disk, and what it gives a query. Two sets of
/// tables, one with it and one without, take the same batches in turn by COPY.
/// </summary>
internal static class CandidateFigures
{
    private const int Batch = 1_000;

    public static async Task RunAsync(Report report, BenchDatabase database, LogIdentity log, int events)
    {
        await using var source = NpgsqlDataSource.Create(database.Superuser);
        var batches = new List<(CopyRows Entries, CopyRows Targets)>();
        for (var at = 0; at < events; at += Batch)
        {
            batches.Add((
                await CopyRows.ReadAsync(source, "entries", log.Key, at, at + Batch),
                await CopyRows.ReadAsync(source, "targets", log.Key, at, at + Batch)));
        }

        await using var connection = await source.OpenConnectionAsync();
        foreach (var candidate in Candidate.All)
        {
            Candidate[] without = [.. Candidate.All.Where(c => c.IsTaken && !candidate.For.Contains(c.For, StringComparison.Ordinal))];
            var (fewer, more) = (
                new CandidateTables(connection, "without", without), new CandidateTables(connection, "more", [.. without, candidate]));
            for (var b = 0; b < batches.Count; b++)
            {
                fewer.Write(batches[b].Entries, batches[b].Targets, b * Batch, Batch);
                more.Write(batches[b].Entries, batches[b].Targets, b * Batch, Batch);
            }

            Add(report, candidate, events, fewer, more);
        }
    }

    private static void Add(Report report, Candidate candidate, int events, CandidateTables fewer, CandidateTables more)
    {
        var mark = candidate.IsTaken ? "" : " (not taken)";
        report.Add(new Figure(
            PostgresSuite.Name,
            $"{candidate.For}: {candidate.Name}{mark}, COPY with vs without",
            events / more.Time.TotalSeconds,
            "rows/s") { Baseline = events / fewer.Time.TotalSeconds });
        report.Add(
            new Figure(PostgresSuite.Name, "  write-ahead log for each entry, with vs without", (double)more.LogBytes / events, "bytes")
            {
                Baseline = (double)fewer.LogBytes / events
            });
        report.Add(
            new Figure(PostgresSuite.Name, "  on disk for each entry", (double)(more.DiskBytes - fewer.DiskBytes) / events, "bytes"));
        report.Add(new Figure(PostgresSuite.Name, "  a page of 50 of a rare value, with vs without", more.Page(candidate), "ms")
        {
            Baseline = candidate.AfterBatch is null ? fewer.Page(candidate) : null
        });
    }
}
