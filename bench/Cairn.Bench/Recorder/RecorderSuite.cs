namespace Cairn.Bench;

/// <summary>The calling thread: what one event costs it, and four of them together. Then how the background shares commits.</summary>
internal static class RecorderSuite
{
    public static async Task RunAsync(Report report, Scale scale)
    {
        var events = scale == Scale.Quick ? 100_000 : 500_000;
        CallerFigures.Run(report, events);
        ThreadFigures.Run(report, events);
        await DrainFigures.RunAsync(report, scale == Scale.Quick ? 1 : 3).ConfigureAwait(false);
    }
}
