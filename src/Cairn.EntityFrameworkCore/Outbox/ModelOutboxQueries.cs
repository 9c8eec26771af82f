using System.Globalization;
using Cairn.Outbox;
using Cairn.Primitives;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cairn.EntityFrameworkCore;

/// <summary>The relay's statements, in EF Core's words; each provider makes its own SQL of them.</summary>
internal static class ModelOutboxQueries
{
    /// <summary>The oldest rows that wait. An event that is too long to be read is null.</summary>
    public static IQueryable<CairnOutboxRow> Oldest(OutboxContext context, int count, string[] without)
    {
        var rows = context.Rows.AsNoTracking().Where(r => r.RefusedAt == null);
        rows = without.Length == 0 ? rows : rows.Where(r => !without.Contains(r.Tenant));
        return rows.OrderBy(r => r.Position).Take(count).Select(r => new CairnOutboxRow
        {
            Position = r.Position,
            Tenant = r.Tenant,
            EventId = r.EventId,
            Event = (r.Event.Length <= EventLimits.Document ? r.Event : null)!, // Read as one that may be null.
            WrittenAt = r.WrittenAt,
        });
    }

    /// <summary>Which of these rows wait.</summary>
    public static IQueryable<CairnOutboxRow> Here(OutboxContext context, long[] positions) =>
        context.Rows.Where(r => positions.Contains(r.Position) && r.RefusedAt == null);

    /// <summary>The lease, where nobody holds it any more.</summary>
    public static IQueryable<CairnOutboxLease> Free(OutboxContext context, DateTime now) =>
        context.Leases.Where(l => l.Id == CairnOutboxLease.OnlyId && l.HeldUntil <= now);

    /// <summary>The lease, where this move holds it.</summary>
    public static IQueryable<CairnOutboxLease> Mine(OutboxContext context, Guid holder) =>
        context.Leases.Where(l => l.Id == CairnOutboxLease.OnlyId && l.Holder == holder);

    /// <summary>Gives the lease to a holder until a time; how many leases that were.</summary>
    public static Task<int> LeaseAsync(
        IQueryable<CairnOutboxLease> lease,
        Guid holder,
        DateTime until,
        CancellationToken cancellationToken) =>
        lease.ExecuteUpdateAsync(s => s.SetProperty(l => l.Holder, holder).SetProperty(l => l.HeldUntil, until), cancellationToken);

    /// <summary>Sets a row aside; how many rows that were.</summary>
    public static Task<int> SetAsideAsync(OutboxContext context, OutboxRefusal refusal, DateTime now, CancellationToken cancellationToken)
    {
        var reason = refusal.Reason;
        return Here(context, [refusal.Position])
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.RefusedAt, now).SetProperty(r => r.RefusedFor, reason), cancellationToken);
    }

    /// <summary>Removes rows; how many rows that were. By hand: MariaDB takes no alias in a DELETE, which its provider writes.</summary>
    public static Task<int> RemoveAsync(OutboxContext context, long[] positions, CancellationToken cancellationToken)
    {
        var (table, sql) = (OutboxTable.Of(context.Model)!, context.GetService<ISqlGenerationHelper>()); // Its model is the outbox.
        var numbers = string.Join(", ", positions.Select(p => p.ToString(CultureInfo.InvariantCulture)));

        // Names of the model, quoted by the provider, and numbers.
        var statement = $"DELETE FROM {sql.DelimitIdentifier(table.Table, table.Schema)} WHERE {sql.DelimitIdentifier(
            "position")} IN ({numbers}) "
            + $"AND {sql.DelimitIdentifier("refused_at")} IS NULL";
        return context.Database.ExecuteSqlRawAsync(statement, cancellationToken);
    }
}
