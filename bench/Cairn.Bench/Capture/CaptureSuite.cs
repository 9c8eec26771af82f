namespace Cairn.Bench;

/// <summary>What capture costs an application: the same work with Cairn and without, in turns.</summary>
internal static class CaptureSuite
{
    public const string Name = "capture";

    public static Task RunAsync(Report report, Scale scale) =>
        HttpFigures.RunAsync(report, scale switch { Scale.Quick => 20_000, Scale.Normal => 100_000, _ => 500_000 });
}
