using System.Security.Claims;
using Cairn.Samples.Clinic.Data;
using Microsoft.EntityFrameworkCore;

namespace Cairn.Samples.Clinic;

/// <summary>What a patient does. The changes are recorded by the context, in the same transaction.</summary>
internal static class AppointmentRoutes
{
    public static void MapAppointments(this WebApplication app)
    {
        var appointments = app.MapGroup("/appointments").RequireAuthorization();
        appointments.MapGet("/", (ClinicContext clinic, ClaimsPrincipal user) =>
            clinic.Appointments.AsNoTracking().Where(a => a.PatientId == Id(user)).ToListAsync());
        appointments.MapPost("/", async (Wanted wanted, ClinicContext clinic, ClaimsPrincipal user) =>
        {
            var appointment = new Appointment { PatientId = Id(user), StartsAt = wanted.StartsAt, Reason = wanted.Reason };
            clinic.Add(appointment);
            await clinic.SaveChangesAsync();
            clinic.Add(new Payment { AppointmentId = appointment.Id, Amount = 40, Status = "open" });
            await clinic.SaveChangesAsync();
            return Results.Created($"/appointments/{appointment.Id}", appointment);
        });
        appointments.MapDelete("/{id:int}", async (int id, ClinicContext clinic, ClaimsPrincipal user) =>
        {
            if (await clinic.Appointments.SingleOrDefaultAsync(a => a.Id == id && a.PatientId == Id(user)) is not { } appointment)
            {
                return Results.NotFound();
            }

            clinic.Remove(appointment);
            await clinic.SaveChangesAsync();
            return Results.NoContent();
        });
    }

    private static string Id(ClaimsPrincipal user) => user.FindFirstValue(ClaimTypes.NameIdentifier)!; // Whoever is signed in has one.

    internal sealed record Wanted(DateTime StartsAt, string? Reason);
}
