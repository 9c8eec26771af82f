using System.Diagnostics;

namespace Cairn.Sqlite.Tests;

/// <summary>A program without host, services or logger, that records through one call.</summary>
internal static class RecordingProcess
{
    public static Process Start(string path)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", typeof(RecordingProcess).Assembly.Location, "record", path])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
    }

    /// <summary>What it does there: <c>record PATH</c>: an event, and one that is none.</summary>
    public static async Task<int> Run(string[] args)
    {
        await using var log = await CairnSqlite.OpenAsync(args[1]);
        log.Record(StandardActions.LoginSucceeded.By(AuditActor.User("u1")));
        log.Record(new AuditEvent { Action = "no action" });
        return 0;
    }
}
