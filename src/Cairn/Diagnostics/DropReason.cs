namespace Cairn.Diagnostics;

/// <summary>Why an event that an application handed over will not be in the log.</summary>
internal enum DropReason
{
    /// <summary>The spool held as many bytes as it may.</summary>
    SpoolFull,

    /// <summary>The spool's disk did not take it.</summary>
    DiskFailed,

    /// <summary>It was refused, and could not be set aside either.</summary>
    Rejected,

    /// <summary>It was refused, and the quarantine held as many as it may.</summary>
    QuarantineFull,
}

/// <summary>So many events of a tenant were dropped for one reason.</summary>
internal readonly record struct DroppedEvents(string Tenant, DropReason Reason, long Count)
{
    /// <summary>The reason as the log's manifest spells it.</summary>
    public string Why => NameOf(Reason);

    public static string NameOf(DropReason reason) => reason switch
    {
        DropReason.SpoolFull => "spool_full",
        DropReason.DiskFailed => "disk_failed",
        DropReason.QuarantineFull => "quarantine_full",
        _ => "rejected",
    };
}
