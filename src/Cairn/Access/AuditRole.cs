namespace Cairn;

/// <summary>What a caller may do with the audit logs of the tenants the caller is bound to.</summary>
public enum AuditRole
{
    /// <summary>Records events, and reads nothing.</summary>
    Ingest,

    /// <summary>Reads the entries of which the caller is the actor.</summary>
    Self,

    /// <summary>Reads entries: who did what, and what it was about; not how to reach a person, nor from which address.</summary>
    Viewer,

    /// <summary>Reads all of every entry, exports and proves.</summary>
    Auditor,

    /// <summary>Besides what an auditor may: records, manages API keys, erases persons' data and places holds.</summary>
    Administrator,

    /// <summary>Besides what an auditor may: reads across tenants, sets policies and lifts holds.</summary>
    Operator,
}
