namespace Cairn.Access;

/// <summary>Which role may do what, and see which classes: the one place that says so.</summary>
internal static class RoleTable
{
    private static readonly AuditPermission[] OfReaders = [AuditPermission.ReadTree, AuditPermission.ReadOwn, AuditPermission.Read];

    private static readonly AuditPermission[] OfAuditors = [.. OfReaders, AuditPermission.Export, AuditPermission.Prove];

    private static readonly Dictionary<AuditRole, (AuditPermission[] May, AuditClasses Sees, AuditRole[] Includes)> Rows = new()
    {
        [AuditRole.Ingest] = ([AuditPermission.Record], AuditClasses.None, []),
        [AuditRole.Self] = ([AuditPermission.ReadTree, AuditPermission.ReadOwn], AuditClasses.All, []),
        [AuditRole.Viewer] = (OfReaders, AuditClasses.Identity | AuditClasses.Content, [AuditRole.Self]),
        [AuditRole.Auditor] = (OfAuditors, AuditClasses.All, [AuditRole.Self, AuditRole.Viewer]),
        [AuditRole.Administrator] = (
            [.. OfAuditors, AuditPermission.Record, AuditPermission.ManageKeys],
            AuditClasses.All,
            [AuditRole.Ingest, AuditRole.Self, AuditRole.Viewer, AuditRole.Auditor]),
        [AuditRole.Operator] = (
            [.. OfAuditors, AuditPermission.ReadAcross], AuditClasses.All, [AuditRole.Self, AuditRole.Viewer, AuditRole.Auditor]),
    };

    /// <summary>Whether one of the roles permits it.</summary>
    public static bool Permits(IEnumerable<AuditRole> roles, AuditPermission permission) =>
        roles.Any(role => Rows[role].May.Contains(permission));

    /// <summary>What a reader of every entry sees of them.</summary>
    public static AuditClasses Classes(IEnumerable<AuditRole> roles) => roles
        .Where(role => Rows[role].May.Contains(AuditPermission.Read))
        .Aggregate(AuditClasses.None, (seen, role) => seen | Rows[role].Sees);

    /// <summary>Whether somebody with these roles may give another one this role.</summary>
    public static bool Covers(IEnumerable<AuditRole> roles, AuditRole given) =>
        roles.Any(role => role == given || Rows[role].Includes.Contains(given));

    /// <summary>The name of a role, as keys and claims have it.</summary>
    public static string Name(AuditRole role) => role.ToString().ToLowerInvariant();

    /// <summary>The role of a name; <see langword="null"/>: there is none.</summary>
    public static AuditRole? Parse(string name) =>
        Rows.Keys.Select(role => (AuditRole?)role).FirstOrDefault(role => Name(role!.Value) == name);

    /// <summary>All names, for a message.</summary>
    public static string Names => string.Join(", ", Rows.Keys.Select(Name));
}
