using Microsoft.EntityFrameworkCore;

namespace Cairn.EntityFrameworkCore.Tests;

/// <summary>An entity that was never loaded has no old values of its own.</summary>
public sealed class DetachedTests
{
    public static TheoryData<Kind> Kinds => [Kind.Sqlite, Kind.Postgres, Kind.MariaDb];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_it_was_is_not_known_and_the_event_says_so()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite);
        var id = (await shop.SavedAsync(new Order { State = OrderState.Open, Total = new(5) })).Id;
        await using var context = shop.Open();
        context.Update(new Order { Id = id, State = OrderState.Paid, Total = new(5) });
        await context.SaveChangesAsync(Cancel);

        var updated = shop.Log.Single("record.updated");
        Assert.Contains("""/State: - → "Paid" """.Trim(), updated.Told());
        Assert.All(updated.Changes, c => Assert.Null(c.Before));
        Assert.Equal(new("old_values", "not_known"), Assert.Single(updated.Metadata));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Read_from_the_database_it_is_told_truly_and_what_is_the_same_is_left_out(Kind kind)
    {
        await using var shop = await TestShop.NewAsync(kind, c => c.ReadOldValues = true);
        var id = (await shop.SavedAsync(new Order { State = OrderState.Open, Total = new(5), Delivery = { Carrier = "Post" } })).Id;
        await using var context = shop.Open();
        context.Update(new Order { Id = id, State = OrderState.Paid, Total = new(5), Delivery = { Carrier = "Courier" } });
        await context.SaveChangesAsync(Cancel);

        var updated = shop.Log.Single("record.updated");
        Assert.Equal(["""/Delivery/Carrier: "Post" → "Courier" """.Trim(), """/State: "Open" → "Paid" """.Trim()], updated.Told());
        Assert.Empty(updated.Metadata);
    }

    [Fact]
    public async Task The_synchronous_save_reads_too()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite, c => c.ReadOldValues = true);
        var id = (await shop.SavedAsync(new Order { Total = new(5) })).Id;
        using var context = shop.Open();
        context.Update(new Order { Id = id, Total = new(6) });
        context.SaveChanges();
        Assert.Equal(["/Total: 5 → 6"], shop.Log.Single("record.updated").Told());
    }

    [Fact]
    public async Task A_row_that_is_removed_by_its_key_alone_is_told_by_its_key()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite);
        var id = (await shop.SavedAsync(new Customer { Name = "Ann" })).Id;
        await using var context = shop.Open();
        context.Remove(new Customer { Id = id });
        await context.SaveChangesAsync(Cancel);
        Assert.Equal($"{id}", shop.Log.Single("record.deleted").Targets[0].Id);
    }
}
