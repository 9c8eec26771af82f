using System.Diagnostics;

namespace Cairn.Bench;

/// <summary>The embedded store: appending, verifying, proving, redacting, parsing.</summary>
internal static class SqliteSuite
{
    public static async Task RunAsync(Report report, Scale scale)
    {
        using var workspace = new Workspace();
        var (events, entries, inputs, indexed) = scale == Scale.Quick
            ? (20_000, 40_000, 10_000, 10_000)
            : (500_000, 1_000_000, 1_000_000, 100_000);
        var log = workspace.File("audit.db");
        await AppendFigures.RunAsync(report, workspace, log, events);
        for (var done = events + Math.Min(events, 50_000); done < entries; done += 50_000)
        {
            await AppendFigures.AppendAsync(log, new Samples(done), done, Math.Min(50_000, entries - done), new Stopwatch());
        }

        await CallersSuite.SqliteAsync(report, "sqlite", workspace, scale);
        await VerifyFigures.RunAsync(report, log);
        await ProofFigures.RunAsync(report, log);
        SealingFigures.Run(report, scale == Scale.Quick ? 50_000 : 500_000);
        IndexFigures.Run(report, workspace, log, indexed);
        FuzzFigures.Run(report, inputs);
    }
}
