namespace Cairn.Enriching;

/// <summary>
/// Fills in what is known around an event. The nearer source wins: the event, then the inner scope, then the one around it.
/// </summary>
internal static class AmbientMerge
{
    /// <summary>An inner scope within the one around it.</summary>
    public static AuditAmbient Over(this AuditAmbient inner, AuditAmbient outer) => new()
    {
        Actor = inner.Actor ?? outer.Actor,
        OnBehalfOf = inner.Actor is null ? inner.OnBehalfOf ?? outer.OnBehalfOf : inner.OnBehalfOf,
        Tenant = inner.Tenant ?? outer.Tenant,
        Context = Fill(inner.Context, outer.Context),
        Metadata = Fill(inner.Metadata, outer.Metadata),
    };

    /// <summary>The event with what it does not say itself.</summary>
    public static AuditEvent AddTo(this AuditAmbient ambient, AuditEvent e) => e with
    {
        Actor = Fill(e.Actor, ambient),
        Context = Fill(e.Context, ambient.Context),
        Metadata = Fill(e.Metadata, ambient.Metadata),
    };

    private static AuditActor Fill(AuditActor? said, AuditAmbient ambient)
    {
        var actor = ambient.Actor is { } known && ambient.OnBehalfOf is { } other
            ? known with { OnBehalfOf = known.OnBehalfOf ?? other }
            : ambient.Actor;
        if (said is null || said == AuditActor.Unknown)
        {
            return actor ?? AuditActor.Unknown with { OnBehalfOf = ambient.OnBehalfOf };
        }

        return actor is not null && said.Id is not null && said.Id == actor.Id && said.Type == actor.Type ? Fill(said, actor) : said;
    }

    private static AuditActor Fill(AuditActor said, AuditActor known) => said with
    {
        Name = said.Name ?? known.Name,
        Email = said.Email ?? known.Email,
        Phone = said.Phone ?? known.Phone,
        Role = said.Role ?? known.Role,
        OnBehalfOf = said.OnBehalfOf ?? known.OnBehalfOf,
    };

    private static AuditContext Fill(AuditContext? said, AuditContext? known)
    {
        if (known is null || known == AuditContext.None || said is null || said == AuditContext.None)
        {
            return (said is null || said == AuditContext.None ? known : said) ?? AuditContext.None;
        }

        return new()
        {
            Source = Text(said.Source, known.Source),
            Ip = Text(said.Ip, known.Ip),
            UserAgent = Text(said.UserAgent, known.UserAgent),
            RequestId = Text(said.RequestId, known.RequestId),
            TraceId = Text(said.TraceId, known.TraceId),
            SessionId = Text(said.SessionId, known.SessionId),
            OperationId = Text(said.OperationId, known.OperationId),
        };
    }

    private static IReadOnlyList<KeyValuePair<string, AuditValue>> Fill(
        IReadOnlyList<KeyValuePair<string, AuditValue>>? said, IReadOnlyList<KeyValuePair<string, AuditValue>>? known)
    {
        if (known is not { Count: > 0 })
        {
            return said ?? [];
        }

        var names = new HashSet<string?>((said ?? []).Select(m => m.Key), StringComparer.Ordinal);
        return [.. said ?? [], .. known.Where(m => !names.Contains(m.Key))];
    }

    private static string? Text(string? said, string? known) => string.IsNullOrEmpty(said) ? known : said;
}
