using System.Security.Claims;

namespace Cairn.Samples.Clubs;

/// <summary>The log of one club: all of it for its administrators, one's own entries for everybody.</summary>
internal static class AuditRoutes
{
    public static void MapAudit(this WebApplication app)
    {
        var audit = app.MapGroup("/clubs/{club}/audit");
        audit.MapGet("/", (string club, IAuditReader reader, CancellationToken cancel) => ReadAsync(reader.ForTenant(club), null, cancel))
            .RequireAuthorization("ClubAdmins");
        audit.MapGet("/{id:guid}", async (string club, Guid id, IAuditReader reader, CancellationToken cancel) =>
            await reader.ForTenant(club).FindAsync(id, cancel) is { } entry ? Results.Ok(Line.Of(entry)) : Results.NotFound())
            .RequireAuthorization("ClubAdmins");
        audit.MapGet("/mine", (string club, IAuditReader reader, ClaimsPrincipal user, CancellationToken cancel) => ReadAsync(
            reader.ForTenant(club), new("user", user.FindFirstValue(ClaimTypes.NameIdentifier)), cancel)).RequireAuthorization("Members");

        // What belongs to no club: sign-ins, and refusals of people who are in none.
        app.MapGet("/audit", (IAuditReader reader, CancellationToken cancel) => ReadAsync(reader, null, cancel))
            .RequireAuthorization(policy => policy.RequireClaim(Access.ClubAccess.FacilityAdminOf));
    }

    private static async Task<IEnumerable<Line>> ReadAsync(IAuditReader reader, AuditSubject? actor, CancellationToken cancel)
    {
        var page = await reader.GetPageAsync(new() { Actor = actor, PageSize = 200 }, cancellationToken: cancel);
        return page.Entries.Select(Line.Of);
    }

    internal sealed record Line(
        Guid Id,
        DateTimeOffset At,
        string Tenant,
        string Action,
        string Sentence,
        string Outcome,
        string? Actor,
        string[] Targets,
        string? Reason,
        Dictionary<string, string> Metadata)
    {
        public static Line Of(AuditEntry entry) => new(
            entry.Id,
            entry.RecordedAt,
            entry.Tenant,
            entry.Event.Action,
            entry.Sentence,
            entry.Event.Outcome.Result.ToString(),
            entry.Event.Actor.Name,
            [.. entry.Event.Targets.Select(target => $"{target.Type}:{target.Id}")],
            entry.Event.Reason,
            entry.Event.Metadata.ToDictionary(member => member.Key, member => member.Value.ToString()));
    }
}
