namespace Cairn.Bench;

/// <summary>
/// The calling thread: what one event costs it, and four of them together. Then what a stopped store changes for it, how the background
/// shares commits, and what kill -9 takes.
/// </summary>
internal static class RecorderSuite
{
    public static async Task RunAsync(Report report, Scale scale)
    {
        var events = scale == Scale.Quick ? 100_000 : 500_000;
        CallerFigures.Run(report, events);
        ThreadFigures.Run(report, events);
        await StoppedStoreFigures.RunAsync(report, events / 5_000).ConfigureAwait(false);
        await DrainFigures.RunAsync(report, scale == Scale.Quick ? 1 : 3).ConfigureAwait(false);
        await DrainedFigures.RunAsync(report, scale == Scale.Quick ? 20_000 : 100_000).ConfigureAwait(false);
        await KillFigures.RunAsync(report, scale == Scale.Quick ? 10 : 500).ConfigureAwait(false);
        await MeddledFigures.RunAsync(report, scale == Scale.Quick ? 10 : 500, cuts: false).ConfigureAwait(false);
        await MeddledFigures.RunAsync(report, scale == Scale.Quick ? 5 : 100, cuts: true).ConfigureAwait(false);
    }
}
