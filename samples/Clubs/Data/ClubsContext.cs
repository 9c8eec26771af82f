using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Cairn.Samples.Clubs.Data;

/// <summary>Accounts, and what the clubs keep: courts, bookings, keys and the like.</summary>
public sealed class ClubsContext(DbContextOptions<ClubsContext> options) : IdentityDbContext(options)
{
    /// <summary>The database's own policies show those of one club at a time (rights.sql).</summary>
    public DbSet<Item> Items => Set<Item>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDefaultSchema("club");
        builder.AddCairnOutbox(schema: "club");
    }
}
