using Microsoft.EntityFrameworkCore;

namespace Cairn.EntityFrameworkCore.Tests;

/// <summary>Owned parts and links belong to the event of their row.</summary>
public sealed class PartTests
{
    public static TheoryData<Kind> Kinds => [Kind.Sqlite, Kind.Postgres, Kind.MariaDb];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_owned_part_is_told_at_its_owner_whether_changed_or_put_in_anew(Kind kind)
    {
        await using var shop = await TestShop.NewAsync(kind);
        await shop.SavedAsync(new Customer { Name = "Ann", Address = new() { Street = "High St 1", City = "Bath" } });
        await using var context = shop.Open();
        var customer = await context.Customers.SingleAsync(Cancel);
        customer.Address!.City = "York";
        await context.SaveChangesAsync(Cancel);
        customer.Address = new() { Street = "High St 1", City = "Leeds" };
        await context.SaveChangesAsync(Cancel);
        customer.Address = null;
        await context.SaveChangesAsync(Cancel);

        var told = shop.Log.All("record.updated");
        Assert.Equal(3, told.Count);
        Assert.All(told, e => Assert.Equal(new("customer", $"{customer.Id}"), Assert.Single(e.Targets)));
        Assert.Equal(["""/Address/City: "Bath" → "York" """.Trim()], told[0].Told());
        Assert.Equal(["""/Address/City: "York" → "Leeds" """.Trim()], told[1].Told());
        Assert.Equal(["""/Address/City: "Leeds" → -""", """/Address/Street: "High St 1" → -"""], told[2].Told());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_owned_collection_is_told_by_the_keys_of_its_elements(Kind kind)
    {
        await using var shop = await TestShop.NewAsync(kind);
        await using var context = shop.Open();
        var order = new Order { Lines = { new() { Sku = "A", Quantity = 1 }, new() { Sku = "B", Quantity = 2 } } };
        context.Add(order);
        await context.SaveChangesAsync(Cancel);
        var (a, b) = (order.Lines[0].Id, order.Lines[1].Id);
        Assert.Contains($"/Lines/{b}/Sku: - → \"B\"", shop.Log.Single("record.created").Told());

        shop.Log.Clear();
        order.Lines[0].Quantity = 5;
        order.Lines.RemoveAt(1);
        order.Lines.Add(new() { Sku = "C", Quantity = 3 });
        await context.SaveChangesAsync(Cancel);

        string[] expected =
        [
            $"/Lines/{a}/Quantity: 1 → 5",
            $"/Lines/{b}/Quantity: 2 → -",
            $"/Lines/{b}/Sku: \"B\" → -",
            $"/Lines/{order.Lines[1].Id}/Quantity: - → 3",
            $"/Lines/{order.Lines[1].Id}/Sku: - → \"C\""
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), shop.Log.Single("record.updated").Told());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_link_is_a_change_of_the_row_that_names_what_was_linked(Kind kind)
    {
        await using var shop = await TestShop.NewAsync(kind);
        var order = await shop.SavedAsync(new Order { Tags = { new() { Name = "gift" }, new() { Name = "urgent" } } });
        await using var context = shop.Open();
        var loaded = await context.Orders.Include(o => o.Tags).SingleAsync(Cancel);
        var gone = loaded.Tags.Single(t => t.Name == "urgent");
        loaded.Tags.Remove(gone);
        loaded.Tags.Add(new() { Name = "new" });
        await context.SaveChangesAsync(Cancel);

        var updated = shop.Log.Single("record.updated");
        var added = loaded.Tags.Single(t => t.Name == "new").Id;
        Assert.Equal(
            new[] { $"/Tags/{added}: - → \"{added}\"", $"/Tags/{gone.Id}: \"{gone.Id}\" → -" }.Order(StringComparer.Ordinal),
            updated.Told());
        Assert.Equal(new("order", $"{order.Id}"), updated.Targets[0]);
        Assert.Equal(
            new[] { $"{gone.Id}", $"{added}" }.Order(StringComparer.Ordinal),
            updated.Targets.Skip(1).Where(t => t.Type == "tag").Select(t => t.Id).Order(StringComparer.Ordinal));
    }
}
