using Cairn.Postgres;

namespace Cairn;

/// <summary>How the schema of an audit log in PostgreSQL is made.</summary>
public sealed class PostgresOptions
{
    /// <summary>
    /// What the names of Cairn's roles begin with: roles are the cluster's, and another database in it may have its
    /// own. Default <c>cairn_</c>.
    /// </summary>
    public string RolePrefix { get; set; } = SchemaRoles.DefaultPrefix;

    /// <summary>
    /// The one role that owns everything and records, where no role can be created. It can drop the guards that keep others out: <c>cairn
    /// doctor</c> says what that costs.
    /// </summary>
    public string? OneRole { get; set; }

    /// <summary>Whether the schema is made at start. <see langword="null"/>, the default: in the environment Development alone.</summary>
    public bool? Migrate { get; set; }

    /// <exception cref="ArgumentException">The prefix is not one.</exception>
    internal SchemaRoles Roles => OneRole is { } role ? SchemaRoles.One(role) : SchemaRoles.WithPrefix(RolePrefix);
}
