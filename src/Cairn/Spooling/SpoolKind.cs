namespace Cairn.Spooling;

/// <summary>What a record of the spool is.</summary>
internal enum SpoolKind : byte
{
    /// <summary>An event.</summary>
    Event = 1,

    /// <summary>An operation that has begun. It takes no number: its outcome, or the event it becomes, is numbered.</summary>
    Intent = 2,

    /// <summary>How an operation ended.</summary>
    Outcome = 3,

    /// <summary>An event that was refused when it was recorded (<see cref="RefusedEvent"/>): the drain sets it aside.</summary>
    Refused = 4,
}

/// <summary>What became of a record handed to the spool.</summary>
internal enum SpoolAnswer
{
    /// <summary>It survives the process.</summary>
    Kept,

    /// <summary>The spool holds as many bytes as it may.</summary>
    Full,

    /// <summary>The disk did not take it; the spool tries again by itself.</summary>
    DiskFailed,

    /// <summary>The spool was closed.</summary>
    Closed,

    /// <summary>It is larger than any event, or its tenant is none.</summary>
    TooLarge,
}
