namespace Cairn.Recording;

/// <summary>What became of an event that was recorded with <see cref="IAuditLog.Record"/>.</summary>
internal enum RecordAnswer
{
    /// <summary>It is in the spool, and survives the process.</summary>
    Kept,

    /// <summary>It was refused for what it is, and set aside as far as it can be read.</summary>
    Refused,

    /// <summary>It could not be kept: that is counted and told.</summary>
    Dropped,
}
