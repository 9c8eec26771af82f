using Npgsql;

namespace Cairn;

/// <summary>An event in an outbox that the log refused for good.</summary>
/// <param name="Position">Its place in the outbox.</param>
/// <param name="Tenant">Whose log it is for.</param>
/// <param name="EventId">Its id.</param>
/// <param name="WrittenAt">When the application wrote it.</param>
/// <param name="RefusedAt">When it was refused.</param>
/// <param name="Reason">Why, in one line.</param>
public sealed record RefusedOutboxEvent(
    long Position,
    string Tenant,
    Guid EventId,
    DateTimeOffset WrittenAt,
    DateTimeOffset RefusedAt,
    string Reason)
{
    internal static RefusedOutboxEvent Of(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetGuid(2),
        row.GetFieldValue<DateTimeOffset>(3),
        row.GetFieldValue<DateTimeOffset>(4),
        row.IsDBNull(5) ? "" : row.GetString(5));
}
