using Microsoft.EntityFrameworkCore.Metadata;

namespace Cairn;

/// <summary>What of a context's changes is recorded, and how. Every option has a default.</summary>
public sealed class EntityCaptureOptions
{
    private Func<IReadOnlyEntityType, bool>? selection;

    /// <summary>
    /// Whether the old values of an entity that was attached as changed (<c>Update(dto)</c>) are read from the database, once for each,
    /// before it is saved. Off by default: then the event says that they are not known.
    /// </summary>
    public bool ReadOldValues { get; set; }

    /// <summary>What becomes of <c>ExecuteUpdate</c>, <c>ExecuteDelete</c> and SQL that changes rows. Recorded by default.</summary>
    public BulkChanges BulkChanges { get; set; }

    /// <summary>Where events are recorded; <see langword="null"/>: the <see cref="IAuditLog"/> among the application's services.</summary>
    public IAuditLog? Log { get; set; }

    /// <summary>
    /// The application's actions and redaction, for events in an outbox; <see langword="null"/>: those of
    /// <c>AddCairn</c>, else the defaults.
    /// </summary>
    public CairnOptions? Rules { get; set; }

    /// <summary>Records every entity that is not ignored, not only the marked ones.</summary>
    public EntityCaptureOptions AuditAll() => AuditWhere(_ => true);

    /// <summary>Records the marked entities, and those of which a predicate says so; never an ignored one.</summary>
    /// <param name="isAudited">Asked once for each entity of a model.</param>
    public EntityCaptureOptions AuditWhere(Func<IReadOnlyEntityType, bool> isAudited)
    {
        ArgumentNullException.ThrowIfNull(isAudited);
        selection = isAudited;
        return this;
    }

    internal bool Selects(IReadOnlyEntityType type) => selection?.Invoke(type) ?? false;
}

/// <summary>What becomes of statements that change rows of audited tables without loading them.</summary>
public enum BulkChanges
{
    /// <summary>They are recorded: table, statement without its values, how many rows.</summary>
    Record,

    /// <summary>They are refused, unless they run within a <c>BeginBulkChanges</c>; there they are recorded.</summary>
    RefuseOutsideScope,

    /// <summary>They pass unseen.</summary>
    Ignore,
}
