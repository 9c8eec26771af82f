using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;

namespace Cairn.EntityFrameworkCore.Tests;

/// <summary>A model with one of everything.</summary>
internal class ShopContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Tag> Tags => Set<Tag>();

    public DbSet<Note> Notes => Set<Note>();

    public DbSet<Payment> Payments => Set<Payment>();

    /// <summary>Whether the model has an outbox.</summary>
    public virtual bool HasOutbox => false;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Customer>(c =>
        {
            c.Property<string>("Origin").HasMaxLength(40);
            c.OwnsOne(x => x.Address);
            c.Property(x => x.Iban).IsAuditSecret();
        });
        modelBuilder.Entity<Order>(o =>
        {
            o.IsAudited("order");
            o.Property(x => x.Total).HasConversion(m => m.Cents, cents => new(cents));
            o.OwnsMany(x => x.Lines, l => l.HasKey(x => x.Id));
            o.HasMany(x => x.Tags).WithMany(t => t.Orders);
            o.ComplexProperty(x => x.Delivery);
            o.Property(x => x.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<Payment>().IsAudited();
        modelBuilder.Entity<CardPayment>();
        modelBuilder.Entity<BankPayment>();
        if (HasOutbox)
        {
            modelBuilder.AddCairnOutbox();
        }
    }
}

/// <summary>The same with an outbox.</summary>
internal sealed class OutboxShopContext(DbContextOptions<OutboxShopContext> options) : ShopContext(options)
{
    public override bool HasOutbox => true;
}

[Audited]
internal sealed class Customer
{
    public int Id { get; set; }

    [PersonalData, MaxLength(80)]
    public string Name { get; set; } = "";

    [PersonalData, MaxLength(80)]
    public string? Email { get; set; }

    [AuditIgnore]
    public int Visits { get; set; }

    [AuditSecret, MaxLength(80)]
    public string? LoyaltyNumber { get; set; }

    [MaxLength(40)]
    public string? Iban { get; set; }

    public bool IsDeleted { get; set; }

    public Address? Address { get; set; }
}

internal sealed class Address
{
    [MaxLength(80)]
    public string Street { get; set; } = "";

    [MaxLength(80)]
    public string City { get; set; } = "";
}

internal readonly record struct Money(long Cents);

internal enum OrderState
{
    Open,
    Paid,
    Shipped,
}

internal sealed class Order
{
    public long Id { get; set; }

    public int? CustomerId { get; set; }

    public Customer? Customer { get; set; }

    public OrderState State { get; set; }

    public Money Total { get; set; }

    [PersonalData(Subject = nameof(CustomerId)), MaxLength(80)]
    public string? Recipient { get; set; }

    public Guid Version { get; set; }

    public Delivery Delivery { get; set; } = new();

    public List<OrderLine> Lines { get; } = [];

    public List<Tag> Tags { get; } = [];
}

[ComplexType]
internal sealed class Delivery
{
    [MaxLength(40)]
    public string Carrier { get; set; } = "";

    public DateOnly? Due { get; set; }
}

internal sealed class OrderLine
{
    public int Id { get; set; }

    [MaxLength(40)]
    public string Sku { get; set; } = "";

    public int Quantity { get; set; }
}

internal sealed class Tag
{
    public int Id { get; set; }

    [MaxLength(40)]
    public string Name { get; set; } = "";

    public List<Order> Orders { get; } = [];
}

/// <summary>Not audited.</summary>
internal sealed class Note
{
    public int Id { get; set; }

    [MaxLength(80)]
    public string Text { get; set; } = "";
}

internal abstract class Payment
{
    public int Id { get; set; }

    public long Cents { get; set; }
}

internal sealed class CardPayment : Payment
{
    [MaxLength(20)]
    public string? Network { get; set; }
}

internal sealed class BankPayment : Payment
{
    [MaxLength(20)]
    public string? Bank { get; set; }
}
