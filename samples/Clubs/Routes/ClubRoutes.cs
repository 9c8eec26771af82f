using Cairn.Samples.Clubs.Data;
using Microsoft.EntityFrameworkCore;

namespace Cairn.Samples.Clubs;

/// <summary>Dozens of routes as they were before Cairn came: none of them speaks of auditing, but the one that adds a target.</summary>
internal static class ClubRoutes
{
    private static readonly string[] OfMembers = ["courts", "bookings", "teams", "news", "events", "lockers"];
    private static readonly string[] OfAdmins = ["keys", "invoices", "fees", "minutes", "trainers", "contracts"];

    public static void MapClubs(this WebApplication app)
    {
        var clubs = app.MapGroup("/clubs/{club}").AddEndpointFilter(InClubAsync);
        foreach (var kind in OfMembers)
        {
            Map(clubs.MapGroup(kind), kind, read: "Members", write: "ClubAdmins");
        }

        foreach (var kind in OfAdmins)
        {
            Map(clubs.MapGroup(kind), kind, read: "ClubAdmins", write: "ClubAdmins");
        }

        clubs.MapDelete("/", () => Results.StatusCode(StatusCodes.Status501NotImplemented)).RequireAuthorization("FacilityAdmins");
        clubs.MapPost("/keys/{id:int}/hand-out", HandOutAsync).RequireAuthorization("Members").Audit(ClubActions.KeyHandedOut);
    }

    private static void Map(RouteGroupBuilder items, string kind, string read, string write)
    {
        items.MapGet("/", (string club, ClubsContext data) => data.Items.AsNoTracking().Where(i => i.Kind == kind).ToListAsync())
            .RequireAuthorization(read);
        items.MapGet("/{id:int}", async (string club, int id, ClubsContext data) => await Find(data, kind, id) is { } item
            ? Results.Ok(item)
            : Results.NotFound()).RequireAuthorization(read);
        items.MapPost("/", async (string club, Named given, ClubsContext data) =>
        {
            var item = new Item { Club = club, Kind = kind, Name = given.Name };
            data.Add(item);
            await data.SaveChangesAsync();
            return Results.Created($"/clubs/{club}/{kind}/{item.Id}", item);
        }).RequireAuthorization(write);
        items.MapPut("/{id:int}", async (string club, int id, Named given, ClubsContext data) =>
        {
            if (await Find(data, kind, id) is not { } item)
            {
                return Results.NotFound();
            }

            item.Name = given.Name;
            await data.SaveChangesAsync();
            return Results.NoContent();
        }).RequireAuthorization(write);
        items.MapDelete("/{id:int}", async (string club, int id, ClubsContext data) =>
        {
            if (await Find(data, kind, id) is not { } item)
            {
                return Results.NotFound();
            }

            data.Remove(item);
            await data.SaveChangesAsync();
            return Results.NoContent();
        }).RequireAuthorization(write);
    }

    // Only who keeps the keys may hand one out: the route knows which key was asked for, and says so before it refuses.
    private static async Task<IResult> HandOutAsync(string club, int id, HttpContext context, ClubsContext data, IAuditScope audit)
    {
        var key = await Find(data, "keys", id);
        audit.Target("key", $"{id}", key?.Name);
        return Access.ClubAccess.RoleOf(context.User, club) < Access.ClubRole.ClubAdmin ? Results.Forbid()
            : key is null ? Results.NotFound()
            : Results.NoContent();
    }

    private static Task<Item?> Find(ClubsContext data, string kind, int id) =>
        data.Items.SingleOrDefaultAsync(i => i.Kind == kind && i.Id == id);

    // The database shows the rows of one club: of the one the transaction names.
    private static async ValueTask<object?> InClubAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var data = context.HttpContext.RequestServices.GetRequiredService<ClubsContext>();
        await using var transaction = await data.Database.BeginTransactionAsync();
        var club = (string)context.HttpContext.GetRouteValue("club")!; // The route has one.
        _ = await data.Database.SqlQuery<string>($"""SELECT set_config('club.current', {club}, true) AS "Value" """).ToListAsync();
        var result = await next(context);
        await transaction.CommitAsync();
        return result;
    }

    internal sealed record Named(string Name);
}
