using Cairn.Primitives;
using Microsoft.EntityFrameworkCore;

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
    public static IQueryable<CairnOutboxRow> Here(OutboxContext context, long[] positions) => context.Rows.Where(r => positions.Contains(r.Position) && r.RefusedAt == null);

    /// <summary>The lease, where nobody holds it any more.</summary>
    public static IQueryable<CairnOutboxLease> Free(OutboxContext context, DateTime now) => context.Leases.Where(l => l.Id == CairnOutboxLease.OnlyId && l.HeldUntil <= now);

    /// <summary>The lease, where this move holds it.</summary>
    public static IQueryable<CairnOutboxLease> Mine(OutboxContext context, Guid holder) => context.Leases.Where(l => l.Id == CairnOutboxLease.OnlyId && l.Holder == holder);
}
