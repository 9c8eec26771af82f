using Microsoft.EntityFrameworkCore;

namespace Cairn.EntityFrameworkCore.Tests;

/// <summary>Statements that change rows without loading them.</summary>
public sealed class BulkTests
{
    public static TheoryData<Kind> Kinds => [Kind.Sqlite, Kind.Postgres, Kind.MariaDb];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_update_and_a_delete_of_many_rows_are_told_with_their_count_and_without_values(Kind kind)
    {
        await using var shop = await TestShop.NewAsync(kind);
        await using var context = shop.Open();
        context.AddRange(Enumerable.Range(0, 5).Select(i => new BankPayment { Cents = 4711, Bank = "hidden" }));
        await context.SaveChangesAsync(Cancel);
        shop.Log.Clear();
        var bank = "hidden";
        await context.Payments.OfType<BankPayment>()
            .Where(p => p.Bank == bank)
            .ExecuteUpdateAsync(s => s.SetProperty(p => p.Cents, 815), Cancel);
        if (kind == Kind.MariaDb)
        {
            // It takes no alias in a DELETE, which its provider writes.
            context.Payments.Where(p => p.Cents == 815).ExecuteUpdate(s => s.SetProperty(p => p.Cents, 816));
        }
        else
        {
            context.Payments.Where(p => p.Cents == 815).ExecuteDelete();
        }

        var events = shop.Log.All("records.changed");
        Assert.Equal(["5", "5"], events.Select(e => Of(e, "rows")));
        Assert.All(events, e => Assert.Equal(new("table", "Payments"), Assert.Single(e.Targets)));
        Assert.All(events, e => Assert.DoesNotContain("hidden", Of(e, "statement"), StringComparison.Ordinal));
        Assert.All(events, e => Assert.DoesNotContain("815", Of(e, "statement"), StringComparison.Ordinal));
        Assert.StartsWith("UPDATE", Of(events[0], "statement"), StringComparison.Ordinal);
        Assert.StartsWith(kind == Kind.MariaDb ? "UPDATE" : "DELETE", Of(events[1], "statement"), StringComparison.Ordinal);
        Assert.Contains("String", Of(events[0], "parameters"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task SQL_by_hand_is_told_when_it_changes_rows(Kind kind)
    {
        await using var shop = await TestShop.NewAsync(kind);
        await shop.SavedAsync(new Order());
        await using var context = shop.Open();
        var (quote, state) = (kind == Kind.MariaDb ? "`" : "\"", 2);
        var statement = $"UPDATE {quote}Orders{quote} SET {quote}Recipient{quote} = 'Mr. O''Neil', {quote}State{quote} = {{0}} -- by hand";
        await context.Database.ExecuteSqlRawAsync(statement, [state], Cancel);
        await context.Database.ExecuteSqlRawAsync("SELECT 1", Cancel);

        var changed = shop.Log.Single("records.changed");
        Assert.Equal(("1", "Orders"), (Of(changed, "rows"), changed.Targets[0].Id));
        Assert.DoesNotContain("Neil", Of(changed, "statement"), StringComparison.Ordinal);
        Assert.DoesNotContain("by hand", Of(changed, "statement"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_of_entities_that_are_not_audited_are_left_alone()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite);
        await using var context = shop.Open();
        await context.Notes.ExecuteDeleteAsync(Cancel);
        Assert.Empty(shop.Log.Events);
        await context.Database.ExecuteSqlRawAsync("DELETE FROM OrderLine", Cancel);
        Assert.Equal("OrderLine", shop.Log.Single("records.changed").Targets[0].Id);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task They_commit_with_their_event_and_fail_without_one(Kind kind)
    {
        await using var shop = await TestShop.NewAsync(kind, outbox: true);
        await using var context = shop.OpenOutbox();
        context.Add(new CardPayment());
        await context.SaveChangesAsync(Cancel);
        await context.Payments.ExecuteUpdateAsync(s => s.SetProperty(p => p.Cents, 1), Cancel);
        await using (var transaction = await context.Database.BeginTransactionAsync(Cancel))
        {
            await context.Payments.ExecuteUpdateAsync(s => s.SetProperty(p => p.Cents, 2), Cancel);
        }

        await Assert.ThrowsAnyAsync<Exception>(() => context.Database.ExecuteSqlRawAsync("UPDATE Payments SET nonsense = 1", Cancel));
        Assert.Equal(["record.created", "records.changed"], (await shop.OutboxAsync()).Select(r => r.Event.Action));
        Assert.Equal(1, (await context.Payments.AsNoTracking().SingleAsync(Cancel)).Cents);

        await context.Database.ExecuteSqlRawAsync("DROP TABLE cairn_outbox", Cancel);
        await Assert.ThrowsAnyAsync<Exception>(() => context.Payments.ExecuteUpdateAsync(s => s.SetProperty(p => p.Cents, 3), Cancel));
        Assert.Equal(1, (await context.Payments.AsNoTracking().SingleAsync(Cancel)).Cents);
    }

    [Fact]
    public async Task Refused_by_option_they_run_within_a_scope_that_says_why()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite, c => c.BulkChanges = BulkChanges.RefuseOutsideScope);
        await using var context = shop.Open();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => context.Orders.ExecuteDeleteAsync(Cancel));
        Assert.Contains("BeginBulkChanges", refused.Message, StringComparison.Ordinal);
        using (context.BeginBulkChanges("closing the year"))
        {
            await context.Orders.ExecuteDeleteAsync(Cancel);
        }

        Assert.Equal("closing the year", shop.Log.Single("records.changed").Reason);
        Assert.Throws<InvalidOperationException>(() => context.Orders.ExecuteDelete());
        await context.Notes.ExecuteDeleteAsync(Cancel);
    }

    [Fact]
    public async Task Rolled_back_they_leave_no_entry()
    {
        await using var shop = await TestShop.NewAsync(Kind.Sqlite);
        await using var context = shop.Open();
        await using (await context.Database.BeginTransactionAsync(Cancel))
        {
            await context.Orders.ExecuteDeleteAsync(Cancel);
        }

        Assert.Empty(shop.Log.Events);
    }

    [Fact]
    public async Task A_statement_that_returns_what_it_changed_is_told_too()
    {
        await using var shop = await TestShop.NewAsync(Kind.Postgres);
        await shop.SavedAsync(new Order());
        await using var context = shop.Open();
        Assert.Single(await context.Database.SqlQueryRaw<long>("UPDATE \"Orders\" SET \"State\" = 1 RETURNING \"Id\"").ToListAsync(Cancel));
        Assert.Equal("Orders", shop.Log.Single("records.changed").Targets[0].Id);
    }

    private static string Of(AuditEvent e, string name) => e.Metadata.Single(m => m.Key == name).Value.ToString();
}
