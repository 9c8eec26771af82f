using Cairn.Access;
using Cairn.Primitives;

namespace Cairn;

/// <summary>Who asks for something of the audit logs, and what they may. Immutable.</summary>
public sealed record AuditAccess
{
    /// <summary>Who asks. Their readings are recorded under this name.</summary>
    public required AuditActor Actor { get; init; }

    /// <summary>What they may do.</summary>
    public required IReadOnlyList<AuditRole> Roles { get; init; }

    /// <summary>In which tenants' logs; empty: in none.</summary>
    public IReadOnlyList<string> Tenants { get; init; } = [];

    /// <summary>In every tenant's log, whatever <see cref="Tenants"/> says.</summary>
    public bool AllTenants { get; init; }

    /// <summary>A query that every question of theirs is narrowed to; <see langword="null"/>: none.</summary>
    public string? Within { get; init; }

    internal bool May(AuditPermission permission) => RoleTable.Permits(Roles, permission);

    internal bool Reaches(string tenant) => Grammar.IsTenant(tenant) && (AllTenants || Tenants.Contains(tenant, StringComparer.Ordinal));
}
