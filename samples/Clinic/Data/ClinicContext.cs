using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Cairn.Samples.Clinic.Data;

/// <summary>Accounts, appointments, payments; and the outbox that carries their changes into the log.</summary>
public sealed class ClinicContext(DbContextOptions<ClinicContext> options) : IdentityDbContext(options)
{
    public DbSet<Appointment> Appointments => Set<Appointment>();

    public DbSet<Payment> Payments => Set<Payment>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.AddCairnOutbox();
    }
}
