using Cairn.Primitives;
using Microsoft.Extensions.Logging;

namespace Cairn.Spooling;

/// <summary>What the spool tells its operator, and keeps for whoever asks how it is doing.</summary>
internal sealed partial class SpoolLog : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly ILogger logger;
    private readonly TimeProvider clock;
    private readonly Throttle damaged;
    private readonly Throttle meddled;
    private readonly Lock gate = new();
    private SpoolIncidents incidents = new(0, default, ""); // Guarded by the gate.

    public SpoolLog(ILogger logger, TimeProvider clock)
    {
        (this.logger, this.clock, Troubles) = (logger, clock, new(clock));
        (damaged, meddled) = (new(clock, 10, Period, MoreDamaged), new(clock, 10, Period, MoreMeddled));
    }

    /// <summary>What fails right now.</summary>
    public SpoolTroubles Troubles { get; }

    /// <summary>How often files were deleted, replaced or cut while they were in use.</summary>
    public SpoolIncidents Incidents
    {
        get
        {
            lock (gate)
            {
                return incidents;
            }
        }
    }

    /// <summary>Something failed and is tried again: told at once, and then once a minute with how often.</summary>
    public void Failed(string doing, string reason)
    {
        if (Troubles.Report(doing, reason, out var before))
        {
            Failing(doing, reason, before);
        }
    }

    /// <summary>What failed before has worked now.</summary>
    public void Worked(string doing)
    {
        if (Troubles.TryEnd(doing, out var held))
        {
            Over(doing, held);
        }
    }

    /// <summary>What fails no more is told, with how often it failed since it was told last.</summary>
    public void TellOver()
    {
        foreach (var (doing, held) in Troubles.TakeOver(all: false))
        {
            Over(doing, held);
        }
    }

    /// <summary>A file in use was deleted, replaced or cut; what was in it goes on as said.</summary>
    public void Meddled(string path, string what)
    {
        lock (gate)
        {
            incidents = new(incidents.Count + 1, clock.GetUtcNow(), path);
        }

        if (meddled.TryPass(out var before))
        {
            Meddled(path, what, before);
        }
    }

    public void Damaged(string slot, long segment, long offset, int bytes, string reason)
    {
        if (damaged.TryPass(out var before))
        {
            Damaged(slot, segment, offset, bytes, reason, before);
        }
    }

    /// <summary>Tells what was held back.</summary>
    public void Dispose()
    {
        foreach (var (doing, held) in Troubles.TakeOver(all: true).Where(t => t.Held > 0))
        {
            StillFailing(doing, held);
        }

        damaged.Dispose();
        meddled.Dispose();
    }

    [LoggerMessage(32, LogLevel.Information, "The audit spool takes over the events that another process left in {Slot}")]
    public partial void Adopted(string slot);

    [LoggerMessage(
        33,
        LogLevel.Warning,
        "{Bytes} damaged bytes of the audit spool {Slot}, segment {Segment} at {Offset}, are set aside in quarantine: {Reason} "
        + "({Before} more such pieces since the last message)")]
    private partial void Damaged(string slot, long segment, long offset, int bytes, string reason, long before);

    [LoggerMessage(
        34,
        LogLevel.Error,
        "The audit spool could not {Doing}, it will try again: {Reason} ({Before} more attempts failed since the last message)")]
    private partial void Failing(string doing, string reason, long before);

    [LoggerMessage(
        35, LogLevel.Warning, "Other accounts can write to the audit spool folder {Folder}: allow only the application's account")]
    public partial void Open(string folder);

    [LoggerMessage(
        36,
        LogLevel.Information,
        "The audit spool no longer fails to {Doing} ({Before} more attempts failed since the last message)")]
    private partial void Over(string doing, long before);

    [LoggerMessage(
        37, LogLevel.Error, "The audit spool could not {Doing} until it was closed ({Before} more attempts failed since the last message)")]
    private partial void StillFailing(string doing, long before);

    [LoggerMessage(
        38,
        LogLevel.Error,
        "Somebody deleted, replaced or cut {Path} while the audit spool used it: {What}. Find out who does that, and keep others away from "
        + "the folder ({Before} more such files since the last message)")]
    private partial void Meddled(string path, string what, long before);

    [LoggerMessage(39, LogLevel.Warning, "Further damaged pieces of the audit spool since the last message of that: {Count}")]
    private partial void MoreDamaged(long count);

    [LoggerMessage(
        45, LogLevel.Error, "Further files of the audit spool were deleted, replaced or cut since the last message of that: {Count}")]
    private partial void MoreMeddled(long count);
}

/// <summary>How often files of the spool were deleted, replaced or cut while they were in use, when last, and which.</summary>
internal readonly record struct SpoolIncidents(long Count, DateTimeOffset Last, string Path);
