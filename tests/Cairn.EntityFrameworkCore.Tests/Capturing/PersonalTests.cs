using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Compliance.Classification;

namespace Cairn.EntityFrameworkCore.Tests;

/// <summary>What is about a person, and what is secret.</summary>
public sealed class PersonalTests
{
    private const string Masked = "\"[redacted:application_rule]\"";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Personal_values_name_the_row_or_whom_they_refer_to_as_their_subject()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite);
        await using var context = shop.Open();
        var order = new Order { Recipient = "Bob", Customer = new() { Name = "Ann", Email = "ann@example.com" } };
        context.Add(order);
        await context.SaveChangesAsync(Cancel);

        var events = shop.Log.All("record.created");
        var customer = events.Single(e => e.Targets[0].Type == "customer");
        Assert.Equal(["/Email", "/Name"], customer.Personal.Select(p => PathOf(customer, p)).Order());
        Assert.All(customer.Personal, p => Assert.Equal(new("customer", $"{order.CustomerId}"), p.Subject));
        var recipient = Assert.Single(events.Single(e => e.Targets[0].Type == "order").Personal);
        Assert.Equal(new("customer", $"{order.CustomerId}"), recipient.Subject);
    }

    [Fact]
    public async Task Secrets_are_told_as_changed_and_not_what_they_are()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite);
        await shop.SavedAsync(new Customer { Name = "Ann", LoyaltyNumber = "L-1", Iban = "DE00" });
        await using var context = shop.Open();
        var customer = await context.Customers.SingleAsync(Cancel);
        (customer.LoyaltyNumber, customer.Iban) = ("L-2", null);
        await context.SaveChangesAsync(Cancel);
        Assert.Equal([$"/Iban: {Masked} → null", $"/LoyaltyNumber: {Masked} → {Masked}"], shop.Log.Single("record.updated").Told());
    }

    [Fact]
    public async Task What_others_attributes_say_is_understood()
    {
        await using var database = TestDatabase.New(Kind.Sqlite);
        var log = new FakeAuditLog();
        var options = new DbContextOptionsBuilder<MemberContext>();
        database.Use(options);
        await using var context = new MemberContext(options.UseCairn(c => c.Log = log).Options);
        await context.Database.EnsureCreatedAsync(Cancel);
        context.Add(new Member
        {
            Id = "m1",
            UserName = "ann",
            Email = "ann@example.com",
            PasswordHash = "AQAAAA",
            Diagnosis = "flu",
            ApiKey = "k-1",
            Team = "red"
        });
        await context.SaveChangesAsync(Cancel);

        var created = log.Single("record.created");
        Assert.Equal(
            ["/Diagnosis", "/Email", "/EmailConfirmed", "/PhoneNumberConfirmed", "/TwoFactorEnabled", "/UserName"],
            created.Personal.Select(p => PathOf(created, p)).Order(StringComparer.Ordinal));
        Assert.All(created.Personal, p => Assert.Equal(new("member", "m1"), p.Subject));
        Assert.Contains($"/ApiKey: - → {Masked}", created.Told());
        Assert.DoesNotContain("AQAAAA", string.Concat(created.Told()), StringComparison.Ordinal);
        Assert.Contains("""/Team: - → "red" """.Trim(), created.Told());
    }

    private static string PathOf(AuditEvent e, PersonalData part) =>
        e.Changes[int.Parse(part.Path["/changes/".Length..], System.Globalization.CultureInfo.InvariantCulture)].Path;

    private sealed class MemberContext(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Member>();
    }

    [Audited]
    internal sealed class Member : IdentityUser
    {
        [HealthData, MaxLength(80)]
        public string? Diagnosis { get; set; }

        [SecretData, MaxLength(80)]
        public string? ApiKey { get; set; }

        [PublicData, MaxLength(80)]
        public string? Team { get; set; }
    }

    [AttributeUsage(AttributeTargets.Property)]
    private sealed class HealthDataAttribute() : DataClassificationAttribute(new("clinic", "Health"));

    [AttributeUsage(AttributeTargets.Property)]
    private sealed class SecretDataAttribute() : DataClassificationAttribute(new("clinic", "SecretData"));

    [AttributeUsage(AttributeTargets.Property)]
    private sealed class PublicDataAttribute() : DataClassificationAttribute(new("clinic", "PublicData"));
}
