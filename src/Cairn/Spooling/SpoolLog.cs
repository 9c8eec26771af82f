using Microsoft.Extensions.Logging;

namespace Cairn.Spooling;

/// <summary>What the spool tells its operator.</summary>
internal sealed partial class SpoolLog(ILogger logger, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private const int MostRemembered = 100;

    private readonly Dictionary<string, long> failed = new(StringComparer.Ordinal);
    private long? told; // When a failing disk was last told of. Touched only under the writer's gate.

    /// <summary>At most once a minute: a disk fails for every record that is tried.</summary>
    public void DiskFailed(string folder, string reason)
    {
        if (told is { } at && clock.GetElapsedTime(at) < Pause)
        {
            return;
        }

        told = clock.GetTimestamp();
        Failing(folder, reason);
    }

    public void DiskIsBack(string folder)
    {
        told = null;
        Back(folder);
    }

    [LoggerMessage(30, LogLevel.Error, "The audit spool {Folder} cannot be written; events are dropped until it can be: {Reason}")]
    private partial void Failing(string folder, string reason);

    [LoggerMessage(31, LogLevel.Information, "The audit spool {Folder} can be written again")]
    private partial void Back(string folder);

    [LoggerMessage(32, LogLevel.Information, "The audit spool takes over the events that another process left in {Slot}")]
    public partial void Adopted(string slot);

    [LoggerMessage(
        33,
        LogLevel.Warning,
        "{Bytes} damaged bytes of the audit spool {Slot}, segment {Segment} at {Offset}, are set aside in quarantine: {Reason}")]
    public partial void Damaged(string slot, long segment, long offset, int bytes, string reason);

    /// <summary>The same at most once a minute.</summary>
    public void Failed(string doing, string reason)
    {
        lock (failed)
        {
            if (failed.TryGetValue(doing, out var at) && clock.GetElapsedTime(at) < Pause)
            {
                return;
            }

            if (failed.Count == MostRemembered)
            {
                failed.Clear();
            }

            failed[doing] = clock.GetTimestamp();
        }

        Failing(doing, reason, null);
    }

    [LoggerMessage(34, LogLevel.Error, "The audit spool could not {Doing}, it will try again: {Reason}")]
    private partial void Failing(string doing, string reason, Exception? exception);

    [LoggerMessage(
        35, LogLevel.Warning, "Other accounts can write to the audit spool folder {Folder}: allow only the application's account")]
    public partial void Open(string folder);
}
