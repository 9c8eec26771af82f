using System.Collections.Concurrent;
using Cairn.Events;
using Cairn.Recording;

namespace Cairn.AspNetCore.Api;

/// <summary>
/// Every reading leaves an entry in the log that was read: who asked what, and how many entries they saw. One an hour for each reader and
/// question. What cannot be put into the spool is not answered.
/// </summary>
internal sealed class ReadingTrace(CairnLog log)
{
    private const int MostRemembered = 10_000;
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Tenant, string Reader, string Kind, string Question), long> told = [];

    /// <summary>Somebody looked at entries, or searched.</summary>
    public void Viewed(ApiCall call, string tenant, string question, long entries) =>
        Tell(call, tenant, StandardActions.AuditLogViewed, question, entries, alwaysTold: false);

    /// <summary>Somebody takes entries away, or proves them.</summary>
    public void Exported(ApiCall call, string tenant, string question, string format) =>
        Tell(call, tenant, StandardActions.AuditLogExported, $"{format}: {question}", null, alwaysTold: true);

    private void Tell(ApiCall call, string tenant, AuditAction action, string question, long? entries, bool alwaysTold)
    {
        var clock = log.Options.Clock;
        var key = (tenant, $"{call.Access.Actor.Type}:{call.Access.Actor.Id}", action.Name, question);
        var now = clock.GetTimestamp();
        if (!alwaysTold && told.TryGetValue(key, out var at) && clock.GetElapsedTime(at, now) < Period)
        {
            return;
        }

        var reading = action.By(call.Access.Actor).On("audit_log", tenant) with { Context = ContextOf(call) };
        reading = reading.With("query", question);
        if (log.Keep(tenant, entries is { } count ? reading.With("entries", count) : reading) != RecordAnswer.Kept)
        {
            throw ApiProblem.Away("Reading is recorded, and this reading could not be: nothing is shown.");
        }

        Remember(key, now);
    }

    private void Remember((string, string, string, string) key, long now)
    {
        if (told.Count >= MostRemembered)
        {
            told.Clear(); // Then some are told again.
        }

        told[key] = now;
    }

    private static AuditContext ContextOf(ApiCall call) => new()
    {
        IpAddress = call.Context.Connection.RemoteIpAddress,
        UserAgent = call.Context.Request.Headers.UserAgent is [{ Length: > 0 } agent, ..] ? agent : null,
        RequestId = call.Context.TraceIdentifier,
    };
}
