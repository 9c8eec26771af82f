using Microsoft.EntityFrameworkCore;

namespace Cairn.EntityFrameworkCore.Tests;

[Trait("Requirement", "CLINIC-2")]
public sealed class RowTests
{
    public static TheoryData<Kind> Kinds => [Kind.Sqlite, Kind.Postgres, Kind.MariaDb];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_row_that_is_inserted_is_told_with_the_key_the_database_gave(Kind kind)
    {
        await using var shop = await TestShop.NewAsync(kind);
        await using var context = shop.Open();
        var order = new Order { State = OrderState.Paid, Total = new(1_999), Delivery = { Carrier = "Post", Due = new(2026, 12, 24) } };
        context.Add(order);
        await context.SaveChangesAsync(Cancel);

        var created = shop.Log.Single("record.created");
        Assert.True(order.Id > 0);
        Assert.Equal(new("order", $"{order.Id}"), Assert.Single(created.Targets));
        Assert.Equal(
            [
                """/Delivery/Carrier: - → "Post" """.Trim(),
                """/Delivery/Due: - → "2026-12-24" """.Trim(),
                """/State: - → "Paid" """.Trim(),
                "/Total: - → 1999"
            ],
            created.Told());
        Assert.Equal(32, created.Context.OperationId?.Length);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_changed_is_told_with_both_values_and_nothing_else(Kind kind)
    {
        await using var shop = await TestShop.NewAsync(kind);
        var id = (await shop.SavedAsync(new Order { Total = new(5), Delivery = { Carrier = "Post" } })).Id;
        await using var context = shop.Open();
        var order = await context.Orders.SingleAsync(Cancel);
        (order.State, order.Version) = (OrderState.Shipped, Guid.NewGuid());
        order.Delivery.Carrier = "Courier";
        await context.SaveChangesAsync(Cancel);

        var updated = shop.Log.Single("record.updated");
        Assert.Equal($"{id}", updated.Targets[0].Id);
        Assert.Equal(["""/Delivery/Carrier: "Post" → "Courier" """.Trim(), """/State: "Open" → "Shipped" """.Trim()], updated.Told());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_row_that_is_deleted_is_told_with_what_it_was(Kind kind)
    {
        await using var shop = await TestShop.NewAsync(kind);
        await shop.SavedAsync(new CardPayment { Cents = 250, Network = "Visa" });
        await using var context = shop.Open();
        context.Remove(await context.Payments.SingleAsync(Cancel));
        await context.SaveChangesAsync(Cancel);

        var deleted = shop.Log.Single("record.deleted");
        Assert.Equal("card_payment", deleted.Targets[0].Type);
        Assert.Equal(["/Cents: 250 → -", """/Network: "Visa" → -"""], deleted.Told());
    }

    [Fact]
    public async Task A_token_alone_is_no_change()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite);
        await shop.SavedAsync(new Order());
        await using var context = shop.Open();
        (await context.Orders.SingleAsync(Cancel)).Version = Guid.NewGuid();
        Assert.Equal(1, await context.SaveChangesAsync(Cancel));
        Assert.Empty(shop.Log.Events);
    }

    [Fact]
    public async Task A_save_is_one_operation_and_another_save_another()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite);
        await using var context = shop.Open();
        context.AddRange(new Order(), new Order(), new CardPayment());
        await context.SaveChangesAsync(Cancel);
        context.Add(new Order());
        await context.SaveChangesAsync(Cancel);

        var operations = shop.Log.Events.Select(e => e.Context.OperationId).ToList();
        Assert.Equal(4, operations.Count);
        Assert.Single(operations[..3].Distinct());
        Assert.DoesNotContain(operations[3], operations[..3]);
    }

    [Fact]
    public async Task Shadow_properties_are_told_and_ignored_ones_are_not()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite);
        await using var context = shop.Open();
        var customer = new Customer { Name = "Ann", Visits = 7 };
        context.Entry(customer).Property("Origin").CurrentValue = "web";
        context.Add(customer);
        await context.SaveChangesAsync(Cancel);

        Assert.Equal(
            ["/IsDeleted: - → false", """/Name: - → "Ann" """.Trim(), """/Origin: - → "web" """.Trim()],
            shop.Log.Single("record.created").Told());
    }

    [Fact]
    public async Task Entities_that_nobody_marked_are_not_recorded_unless_the_options_say_so()
    {
        await using var marked = await TestShop.NewAsync(Kind.Sqlite);
        await using var all = await TestShop.NewAsync(Kind.Sqlite, c => c.AuditAll());
        await using var some = await TestShop.NewAsync(Kind.Sqlite, c => c.AuditWhere(e => e.ClrType == typeof(Note)));
        foreach (var shop in new[] { marked, all, some })
        {
            await using var context = shop.Open();
            context.AddRange(new Note { Text = "n" }, new Tag { Name = "t" }, new Order());
            await context.SaveChangesAsync(Cancel);
        }

        Assert.Equal(["order"], marked.Log.Events.Select(e => e.Targets[0].Type));
        Assert.Equal(["note", "order", "tag"], all.Log.Events.Select(e => e.Targets[0].Type).Order());
        Assert.Equal(["note", "order"], some.Log.Events.Select(e => e.Targets[0].Type).Order());
    }

    [Fact]
    public async Task The_synchronous_save_is_recorded_too()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite);
        using var context = shop.Open();
        context.Add(new Order());
        context.SaveChanges();
        Assert.Single(shop.Log.All("record.created"));
    }

    [Fact]
    public async Task A_soft_delete_is_told_as_one_and_so_is_taking_it_back()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite);
        await shop.SavedAsync(new Customer { Name = "Ann" });
        await using var context = shop.Open();
        var customer = await context.Customers.SingleAsync(Cancel);
        customer.IsDeleted = true;
        await context.SaveChangesAsync(Cancel);
        customer.IsDeleted = false;
        await context.SaveChangesAsync(Cancel);

        var deleted = shop.Log.Single("record.deleted");
        Assert.Equal(["/IsDeleted: false → true"], deleted.Told());
        Assert.Equal("soft_delete", Assert.Single(deleted.Metadata).Key);
        Assert.Equal("restored", Assert.Single(shop.Log.Single("record.updated").Metadata).Key);
    }
}
