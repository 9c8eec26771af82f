namespace Cairn.Access;

/// <summary>What the roles differ in.</summary>
internal enum AuditPermission
{
    /// <summary>Records events.</summary>
    Record,

    /// <summary>Reads the tree: checkpoint, verifier key, hash tiles. They show no entry.</summary>
    ReadTree,

    /// <summary>Reads the entries of which the caller is the actor.</summary>
    ReadOwn,

    /// <summary>Reads every entry.</summary>
    Read,

    /// <summary>Takes entries away, as a file.</summary>
    Export,

    /// <summary>Gets the leaves and proofs of entries.</summary>
    Prove,

    /// <summary>Manages API keys and links to the viewer.</summary>
    ManageKeys,

    /// <summary>Reads the logs of several tenants at once.</summary>
    ReadAcross,
}
