namespace Cairn.Bench;

/// <summary>Asking the log, in the process and over HTTP: recording, pages, statistics, export, search, and requests that nobody means.</summary>
internal static class ApiSuite
{
    public const string Name = "api";

    public static async Task RunAsync(Report report, Scale scale)
    {
        using var workspace = new Workspace();
        using var server = new PostgresServer();
        var (events, singles, entries, requests) = scale switch
        {
            Scale.Quick => (20_000, 20_000, 20_000, 2_000),
            Scale.Normal => (200_000, 100_000, 1_000_000, 100_000),
            _ => (500_000, 500_000, 1_000_000, 100_000),
        };
        await IngestFigures.RunAsync(report, workspace, events, singles);
        await AskFigures.RunAsync(report, workspace, server, entries);
        await FuzzedFigures.RunAsync(report, workspace, requests);
    }
}
