using Cairn.Samples.Clinic.Data;
using Microsoft.AspNetCore.Identity;

namespace Cairn.Samples.Clinic;

/// <summary>
/// What administrators do. One call on the group records every route below it that changes something; the context records the values
/// before and after. No route says a word about it.
/// </summary>
internal static class AdministrationRoutes
{
    public static void MapAdministration(this WebApplication app)
    {
        var admin = app.MapGroup("/admin").RequireAuthorization("Administrators").Audit();
        Appointments(admin.MapGroup("/appointments"));
        Payments(admin.MapGroup("/payments"));
        Users(admin.MapGroup("/users"));
        admin.MapGet("/audit", ReadAsync);
    }

    private static void Appointments(RouteGroupBuilder appointments)
    {
        appointments.MapPut("/{id:int}", async (int id, Move move, ClinicContext clinic) =>
        {
            if (await clinic.Appointments.FindAsync(id) is not { } appointment)
            {
                return Results.NotFound();
            }

            (appointment.StartsAt, appointment.IsConfirmed) = (move.StartsAt, true);
            await clinic.SaveChangesAsync();
            return Results.NoContent();
        });
        appointments.MapDelete("/{id:int}", (int id, ClinicContext clinic) => RemoveAsync<Appointment>(id, clinic));
    }

    private static void Payments(RouteGroupBuilder payments)
    {
        payments.MapPut("/{id:int}", async (int id, Price price, ClinicContext clinic) =>
        {
            if (await clinic.Payments.FindAsync(id) is not { } payment)
            {
                return Results.NotFound();
            }

            payment.Amount = price.Amount;
            await clinic.SaveChangesAsync();
            return Results.NoContent();
        });
        payments.MapDelete("/{id:int}", (int id, ClinicContext clinic) => RemoveAsync<Payment>(id, clinic));
    }

    private static void Users(RouteGroupBuilder users)
    {
        users.MapPut("/{id}/email", async (string id, Email email, UserManager<IdentityUser> manager, IAuditScope audit) =>
        {
            if (await manager.FindByIdAsync(id) is not { } user)
            {
                return Results.NotFound();
            }

            audit.Change("email", user.Email, email.Address);
            return Answer(await manager.SetEmailAsync(user, email.Address));
        });
        users.MapDelete("/{id}", async (string id, UserManager<IdentityUser> manager, IAuditScope audit) =>
        {
            if (await manager.FindByIdAsync(id) is not { } user)
            {
                return Results.NotFound();
            }

            audit.Change("email", user.Email, null);
            return Answer(await manager.DeleteAsync(user));
        });
    }

    private static async Task<IResult> RemoveAsync<T>(int id, ClinicContext clinic)
        where T : class
    {
        if (await clinic.FindAsync<T>(id) is not { } row)
        {
            return Results.NotFound();
        }

        clinic.Remove(row);
        await clinic.SaveChangesAsync();
        return Results.NoContent();
    }

    // The newest entries, or those of one target: /admin/audit?type=appointment&id=1
    private static async Task<IEnumerable<Line>> ReadAsync(
        IAuditReader reader, string? type, string? id, string? action, CancellationToken cancel)
    {
        var page = await reader.GetPageAsync(
            new()
            {
                Target = type is null || id is null ? null : new(type, id),
                Actions = action is null ? [] : [action],
                PageSize = 200,
            },
            cancellationToken: cancel);
        return page.Entries.Select(entry => new Line(
            entry.RecordedAt,
            entry.Event.Action,
            entry.Sentence,
            entry.Event.Outcome.Result.ToString(),
            entry.Event.Actor.Id,
            entry.Event.Actor.Name,
            entry.Event.Context.RequestId,
            [.. entry.Event.Targets.Select(target => $"{target.Type}:{target.Id}")],
            [.. entry.Event.Changes.Select(change => $"{change.Path}: {change.Before?.Json ?? "-"} -> {change.After?.Json ?? "-"}")],
            entry.Event.Metadata.ToDictionary(member => member.Key, member => member.Value.ToString())));
    }

    private static IResult Answer(IdentityResult result) =>
        result.Succeeded ? Results.NoContent() : Results.BadRequest(result.Errors.Select(error => error.Code));

    internal sealed record Move(DateTime StartsAt);

    internal sealed record Price(decimal Amount);

    internal sealed record Email(string Address);

    internal sealed record Line(
        DateTimeOffset At,
        string Action,
        string Sentence,
        string Outcome,
        string? ActorId,
        string? Actor,
        string? RequestId,
        string[] Targets,
        string[] Changes,
        Dictionary<string, string> Metadata);
}
