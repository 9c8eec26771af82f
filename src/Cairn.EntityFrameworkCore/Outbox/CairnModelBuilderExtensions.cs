using Cairn;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Puts Cairn's outbox into an application's own model, and so into its migrations.</summary>
public static class CairnModelBuilderExtensions
{
    /// <summary>
    /// Adds the outbox: a context that <c>UseCairn</c> then writes each event into it, in the transaction of what the event tells.
    /// <c>RelayOutbox&lt;TContext&gt;()</c> moves them into the log.
    /// </summary>
    /// <param name="modelBuilder">The model, in <c>OnModelCreating</c>.</param>
    /// <param name="table">The table's name; that of the lease has <c>_lease</c> behind it.</param>
    /// <param name="schema">Its schema; absent: the model's default one.</param>
    public static ModelBuilder AddCairnOutbox(this ModelBuilder modelBuilder, string table = "cairn_outbox", string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        ArgumentException.ThrowIfNullOrEmpty(table);
        modelBuilder.Entity<CairnOutboxRow>(row => Row(row, table, schema));
        modelBuilder.Entity<CairnOutboxLease>(lease => Lease(lease, $"{table}_lease", schema));
        return modelBuilder;
    }

    private static void Row(EntityTypeBuilder<CairnOutboxRow> row, string table, string? schema)
    {
        row.ToTable(table, schema);
        row.HasKey(r => r.Position);
        row.Property(r => r.Position).HasColumnName("position").ValueGeneratedOnAdd();
        row.Property(r => r.Tenant).HasColumnName("tenant");
        row.Property(r => r.EventId).HasColumnName("event_id");
        row.Property(r => r.Event).HasColumnName("event");
        row.Property(r => r.WrittenAt).HasColumnName("written_at").HasConversion(v => v, v => DateTime.SpecifyKind(v, DateTimeKind.Utc));
        row.Property(r => r.RefusedAt)
            .HasColumnName("refused_at")
            .HasConversion(v => v, v => v == null ? null : DateTime.SpecifyKind(v.Value, DateTimeKind.Utc));
        row.Property(r => r.RefusedFor).HasColumnName("refused_for");
    }

    private static void Lease(EntityTypeBuilder<CairnOutboxLease> lease, string table, string? schema)
    {
        lease.ToTable(table, schema);
        lease.HasKey(l => l.Id);
        lease.Property(l => l.Id).HasColumnName("id").ValueGeneratedNever();
        lease.Property(l => l.Holder).HasColumnName("holder");
        lease.Property(l => l.HeldUntil).HasColumnName("held_until").HasConversion(v => v, v => DateTime.SpecifyKind(v, DateTimeKind.Utc));
        lease.HasData(new CairnOutboxLease { Id = CairnOutboxLease.OnlyId, Holder = Guid.Empty, HeldUntil = DateTime.UnixEpoch });
    }
}
