using System.Diagnostics;
using System.Globalization;

namespace Cairn.Bench;

/// <summary>Verifying a log, in a process of its own so that its memory is its own, against only reading the same rows.</summary>
internal static class VerifyFigures
{
    public static async Task RunAsync(Report report, string log)
    {
        var runs = new List<(double Entries, double Read, double Verify, double Memory)>();
        for (var i = 0; i < 3; i++)
        {
            runs.Add(await ChildAsync(log));
        }

        // The median of three by the ratio: reading and verifying share each run.
        var median = runs.OrderBy(r => r.Read / r.Verify).ElementAt(1);
        report.Add(new Figure(
            "sqlite",
            $"verify {median.Entries:#,##0} entries vs only reading the rows",
            median.Entries / median.Verify,
            "entries/s") { Baseline = median.Entries / median.Read }.AtLeastRatio(0.50));
        report.Add(new Figure("sqlite", "  peak memory of the verifying process", runs.Max(r => r.Memory) / 1e6, "MB").AtMost(200));
    }

    private static async Task<(double, double, double, double)> ChildAsync(string log)
    {
        using var child = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(VerifyFigures).Assembly.Location, "verify-child", log, "warm"]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("dotnet did not start.");
        var words = (await child.StandardOutput.ReadToEndAsync()).Split(
            ' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        await child.WaitForExitAsync();
        var n = words.Select(w => double.Parse(w, CultureInfo.InvariantCulture)).ToArray();
        return child.ExitCode == 0
            ? (n[0], n[1], n[2], n[3])
            : throw new InvalidOperationException("The log that was verified is not intact.");
    }
}
