namespace Cairn;

/// <summary>Why an event that an application handed over will not be in the log.</summary>
internal enum DropReason
{
    /// <summary>The spool held as many bytes as it may.</summary>
    SpoolFull,

    /// <summary>The spool's disk did not take it.</summary>
    DiskFailed,

    /// <summary>It broke the rules, or could not be read.</summary>
    Rejected,
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
        _ => "rejected",
    };
}
