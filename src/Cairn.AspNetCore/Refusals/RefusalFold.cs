namespace Cairn.AspNetCore.Refusals;

/// <summary>Refusals that are the same, within one window. Guarded by the folder's gate.</summary>
/// <param name="log">The tenant's log.</param>
/// <param name="first">The first one's event.</param>
/// <param name="began">When, by the clock's timestamp.</param>
/// <param name="at">When, by the clock.</param>
/// <param name="maxIds">How many request ids are kept.</param>
internal sealed class RefusalFold(IAuditLog log, AuditEvent first, long began, DateTimeOffset at, int maxIds)
{
    private readonly List<string> ids = [];
    private AuditOperation? closing;
    private readonly DateTimeOffset firstAt = at;
    private DateTimeOffset last = at;
    private long count = 1;
    private long tellAt = 2;

    public long Began { get; } = began;

    /// <summary>Another one. With each doubling the count reaches the spool, so that a kill loses little.</summary>
    public void Add(string? requestId, DateTimeOffset now)
    {
        (count, last) = (count + 1, now);
        if (requestId is not null && ids.Count < maxIds)
        {
            ids.Add(requestId);
        }

        if (count < tellAt)
        {
            return;
        }

        tellAt *= 2;
        if (closing is null)
        {
            closing = log.Begin(Told(first)); // Completed by the closing entry; after a kill it stays as unfinished.
        }
        else
        {
            log.Record(Told(first) with { Context = Around with { OperationId = closing.Id } });
        }
    }

    /// <summary>The window is over: one entry tells of all but the first.</summary>
    public void Close() => closing?.Complete(first.Outcome, Told);

    private AuditContext Around => first.Context with { RequestId = null, TraceId = null, SessionId = null, UserAgent = null };

    private AuditEvent Told(AuditEvent e) => e with
    {
        Id = null,
        Duration = null,
        OccurredAt = null,
        Context = Around,
        Metadata =
        [
            .. first.Metadata,
            new("count", count),
            new("first_at", firstAt),
            new("last_at", last),
            new("request_ids", AuditValue.From(System.Text.Json.JsonSerializer.SerializeToElement(ids))),
        ],
    };
}
