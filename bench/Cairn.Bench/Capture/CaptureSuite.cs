namespace Cairn.Bench;

/// <summary>What capture costs an application: the same work with Cairn and without, in turns.</summary>
internal static class CaptureSuite
{
    public const string Name = "capture";

    public static async Task RunAsync(Report report, Scale scale)
    {
        using (var server = new PostgresServer())
        {
            await SaveChangesFigures.RunAsync(report, server, scale switch { Scale.Quick => 200, Scale.Normal => 1_000, _ => 5_000 });
        }

        await HttpFigures.RunAsync(report, scale switch { Scale.Quick => 20_000, Scale.Normal => 100_000, _ => 500_000 });
    }
}
