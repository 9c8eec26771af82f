using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cairn.EntityFrameworkCore;

/// <summary>Where a model's outbox is, and how a row of it is written.</summary>
internal sealed class OutboxTable
{
    private const string Annotation = "Cairn:Outbox";

    private OutboxTable(IEntityType row)
    {
        (Table, Schema) = (row.GetTableName()!, row.GetSchema()); // AddCairnOutbox names it.
        Tenant = row.FindProperty(nameof(CairnOutboxRow.Tenant))!; // A model that has the entity has its properties.
        EventId = row.FindProperty(nameof(CairnOutboxRow.EventId))!;
        Event = row.FindProperty(nameof(CairnOutboxRow.Event))!;
        WrittenAt = row.FindProperty(nameof(CairnOutboxRow.WrittenAt))!;
    }

    public string Table { get; }

    public string? Schema { get; }

    /// <summary>As people write it.</summary>
    public string Name => Schema is null ? Table : $"{Schema}.{Table}";

    public IProperty Tenant { get; }

    public IProperty EventId { get; }

    public IProperty Event { get; }

    public IProperty WrittenAt { get; }

    /// <summary>The outbox of a model; <see langword="null"/>: it has none.</summary>
    public static OutboxTable? Of(IModel model) => model.FindEntityType(typeof(CairnOutboxRow)) is { } row
        ? row.GetOrAddRuntimeAnnotationValue(Annotation, static r => new OutboxTable(r!), row) // Given.
        : null;

    /// <summary>Whether an entity is Cairn's own: it is never recorded.</summary>
    public static bool IsOwn(IReadOnlyEntityType type) =>
        type.ClrType == typeof(CairnOutboxRow) || type.ClrType == typeof(CairnOutboxLease);

    public IReadOnlyList<IProperty> Columns => [Tenant, EventId, Event, WrittenAt];
}
