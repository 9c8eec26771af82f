using Cairn.Entries;

namespace Cairn.Bench;

/// <summary>
/// The production store: appending, callers who wait, pages, indexes, many tenants. Starts a server of its own, as
/// durable as one in production.
/// </summary>
internal static class PostgresSuite
{
    public const string Name = "postgres";

    public static async Task RunAsync(Report report, Scale scale)
    {
        using var workspace = new Workspace();
        using var server = new PostgresServer();
        var (events, entries, indexed, tenants) = scale switch
        {
            Scale.Quick => (10_000, 20_000, 4_000, 100),
            Scale.Normal => (200_000, 1_000_000, 50_000, 1_000),
            _ => (500_000, 10_000_000, 100_000, 1_000),
        };
        var copied = await server.MakeAsync("copied");
        await PostgresAppendFigures.RunAsync(report, workspace, server, copied, events);
        await CallersSuite.PostgresAsync(report, Name, workspace, server, scale);
        await CallersSuite.SqliteAsync(report, Name, workspace, scale);
        await TenantFigures.RunAsync(report, workspace, server, tenants);
        var paged = await server.MakeAsync("paged");
        var log = await PageData.MakeAsync(paged, entries);
        await PageFigures.RunAsync(report, paged, log, entries, scale == Scale.Large ? 50 : 20);
        await CandidateFigures.RunAsync(report, paged, log, indexed);
    }
}
