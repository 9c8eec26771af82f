using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Cairn.EntityFrameworkCore;

/// <summary>Tells an operator what capture could not do: counted each time, logged now and then.</summary>
internal sealed partial class CaptureTelemetry : IDisposable
{
    private readonly Meter meter = new("Cairn");
    private readonly Counter<long> failed;
    private long failures;
    private int isLogMissed;
    private int looks;

    public CaptureTelemetry() =>
        failed = meter.CreateCounter<long>(
            "cairn.capture.failed", "{row}", "Changed rows that could not be recorded. The application went on.");

    /// <summary>How often capture failed since the process started.</summary>
    public long Failures => Interlocked.Read(ref failures);

    /// <summary>A row could not be recorded: the save goes on.</summary>
    public void Failed(Exception why, ILogger? logger)
    {
        failed.Add(1);
        var count = Interlocked.Increment(ref failures);
        if (logger is not null && long.IsPow2(count))
        {
            Failing(logger, count, why); // The first, and then ever more rarely.
        }
    }

    public void NoLog(ILogger? logger)
    {
        if (logger is not null && Interlocked.Exchange(ref isLogMissed, 1) == 0)
        {
            Missing(logger);
        }
    }

    /// <summary>Whether nobody looked for a relay yet.</summary>
    public bool IsFirstLook() => Volatile.Read(ref looks) == 0 && Interlocked.Exchange(ref looks, 1) == 0;

    public static void Looked(string table, bool isRelayed, ILogger? logger)
    {
        if (!isRelayed && logger is not null)
        {
            Unrelayed(logger, table);
        }
    }

    public void Dispose() => meter.Dispose();

    [LoggerMessage(
        60, LogLevel.Error, "A changed row could not be recorded in the audit log ({Count} such rows so far); the application goes on")]
    private static partial void Failing(ILogger logger, long count, Exception why);

    [LoggerMessage(
        61,
        LogLevel.Warning,
        "UseCairn records nothing: there is no IAuditLog among the application's services. Call services.AddCairn(…), or name a log: "
        + "UseCairn(c => c.Log = log)")]
    private static partial void Missing(ILogger logger);

    [LoggerMessage(
        62,
        LogLevel.Warning,
        "Audit events go into the outbox {Table}, and this process does not relay it: unless another one does, "
        + "call RelayOutbox<YourContext>() in AddCairn")]
    private static partial void Unrelayed(ILogger logger, string table);
}
