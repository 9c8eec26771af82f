namespace Cairn.Bench;

/// <summary>The calling thread: what one event costs it, and four of them together.</summary>
internal static class RecorderSuite
{
    public static Task RunAsync(Report report, Scale scale)
    {
        var events = scale == Scale.Quick ? 100_000 : 500_000;
        CallerFigures.Run(report, events);
        ThreadFigures.Run(report, events);
        return Task.CompletedTask;
    }
}
