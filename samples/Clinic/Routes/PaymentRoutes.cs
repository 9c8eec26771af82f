using Cairn.Samples.Clinic.Data;

namespace Cairn.Samples.Clinic;

/// <summary>A payment's state is worth an entry with words of its own: one call on the route.</summary>
internal static class PaymentRoutes
{
    public static void MapPayments(this WebApplication app) => app
        .MapPut("/payments/{id:int}", async (int id, Update update, ClinicContext clinic, IAuditScope audit) =>
        {
            if (await clinic.Payments.FindAsync(id) is not { } payment)
            {
                return Results.NotFound();
            }

            audit.Change("status", payment.Status, update.Status).Because(update.Why);
            (payment.Status, payment.ProviderReference) = (update.Status, update.ProviderReference);
            await clinic.SaveChangesAsync();
            return Results.NoContent();
        })
        .RequireAuthorization()
        .Audit(StandardActions.PaymentUpdated, target: "payment:{id}");

    internal sealed record Update(string Status, string? ProviderReference, string? Why);
}
